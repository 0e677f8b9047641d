"""The life of an enquiry, as one table (首问负责, rules W8). Pure."""

from hall.flow import Arrow, Flow
from hall.permissions import Permission

ASKED = "enquiry_asked"
HANDED_OVER = "enquiry_handed_over"
ANSWERED = "enquiry_answered"

STATES = {
    ASKED: "待答复",
    HANDED_OVER: "移交中，等对方接手",
    ANSWERED: "已答复",
}

HANDLE = Permission.APPLICATION_HANDLE

FLOW = Flow(
    STATES,
    [
        Arrow("answer", "答复", (ASKED, HANDED_OVER), ANSWERED, "首问负责：属于本职的当场办", HANDLE),
        Arrow(
            "hand_over",
            "书面移交",
            (ASKED, HANDED_OVER),
            HANDED_OVER,
            "首问负责：不属于本职的书面移交，对方接手前首问人负责",
            HANDLE,
        ),
        Arrow("take", "接手", (HANDED_OVER,), ASKED, "首问负责：接手以后由接手的人负责", HANDLE),
    ],
)

# What opens an enquiry: it starts from nothing
OPENING = Flow(STATES, [Arrow("ask", "收到咨询", (), ASKED, "首问负责：最先被问到的人负责", HANDLE)])
