"""One act on many applications, and lists of applications with a name: worklists.actions and worklists.bulk, for this room."""

from datetime import datetime
from functools import partial

from cases import clocks
from cases.models import CaseKind
from hall.roles import Permission
from permits.actions.accepting import accept
from permits.actions.deciding import decide
from permits.actions.delivering import archive
from permits.actions.power import change_owner
from permits.models import Decision
from permits.wording import clocks_words
from worklists import actions, bulk
from worklists.bulk import BulkAct, handing_over
from worklists.models import HAND_OVER, BulkRun


def _grant(run: BulkRun, number: str, version: int, at: datetime) -> str:
    decide(number=number, result=Decision.Result.GRANT, by=run.by, at=at, version=version)
    return "已准予"


def _accept(run: BulkRun, number: str, version: int, at: datetime) -> str:
    application = accept(number=number, by=run.by, at=at, version=version)
    return "已受理。" + clocks_words(clocks.running(application.case))


def _archive(run: BulkRun, number: str, version: int, at: datetime) -> str:
    archive(number=number, by=run.by, at=at, version=version)
    return "已归档"


BULK_ACTS = {
    "accept": BulkAct(
        words="受理",
        needs=Permission.APPLICATION_HANDLE,
        carry_out=_accept,
        button="受理",
        about="材料齐全的逐件受理，时限各自起算；受理通知书逐件打印。要补正、容缺、按告知承诺受理的，打开那一件单独办。",
    ),
    "grant": BulkAct(
        words="办结（准予）",
        needs=Permission.APPLICATION_DECIDE,
        carry_out=_grant,
        button="办结",
        about="逐件作出同样的决定：准予。不予许可要逐件写理由，不能批量。",
    ),
    "archive": BulkAct(
        words="归档",
        needs=Permission.APPLICATION_HANDLE,
        carry_out=_archive,
        button="归档",
        about="案卷齐全的逐件归档。缺文书的，先在那一件的“文书和案卷”里打印。",
    ),
    HAND_OVER: handing_over(
        change_owner,
        needs=Permission.APPLICATION_HANDLE,
        about="这些办件都转给同一个人，在计的时限随之变更，已经亮的牌不变。",
    ),
}
Worker = partial(bulk.Worker, acts=BULK_ACTS)
unfinished = partial(bulk.unfinished, CaseKind.APPLICATION)
save_view = partial(actions.save_view, kind=CaseKind.APPLICATION)
drop_view = partial(actions.drop_view, kind=CaseKind.APPLICATION)
ask_bulk = partial(actions.ask_in_room, kind=CaseKind.APPLICATION, acts=BULK_ACTS)
