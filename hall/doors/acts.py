"""
An act, described once (decision 84). Pure values: what a door needs of an act is read from its description, and no
door repeats any of it.

`form_of` and `shape_of` (hall.doors.forms_of_acts, hall.doors.shapes_of_acts) make the page's form and the API's shape from
what an act asks for; cases.act_page and cases.act_api hold the one page and the one address that do it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from hall.flow import Flow
from hall.permissions import Permission


class Kind(Enum):
    """What a field holds. Each kind is one entry in each of three tables: form, API, ledger."""

    LINE = "one line of text"
    TEXT = "several lines of text"
    ONE_OF = "one of a closed list, as radio buttons"
    CHOSEN = "one of a closed list, from a menu"
    WHOLE = "a whole number"
    MONEY = "a sum in yuan"
    DAY = "a day"
    MOMENT = "a day and its time"
    YES = "a tick that may be due"
    FILES = "photos and PDFs (hall.uploads); the verb gives them to papers.store.take"


NOT_IN_THE_LEDGER = "旧账未载"  # for what the law wants written and an old ledger does not have


class Left(Enum):
    """What a field is when nothing is sent for it and it has no usual value."""

    OUT = "the verb's own default"


@dataclass(frozen=True)
class Field:
    """
    One thing that an act asks for.

    :param needed: the sentence for an empty one; "" where it may stay empty.
    :param most: characters, or the largest number. :param least: the smallest number.
    :param choices: of a closed list: TextChoices, or pairs of code and words.
    :param offers: of `choices` those that a page offers on an occasion, as pairs; None: all.
    :param hint: stands under the field. :param first: stands in it before anything is typed.
    :param mark: stands behind the label of one that may stay empty, in place of 选填.
    :param focus: the page opens with the cursor here. :param look: more attributes of the widget.
    :param sentences: for what is wrong otherwise, by Django's names: invalid, max_value, ….
    :param refuses: codes that the list has and this door does not take, each with the sentence that says what to do instead.
    :param only: whether this application, person and day are asked for it at all; None: everybody is.

    For programs: :param api_label: stands in their sentences where the page's label is too short. :param api: help in the
    OpenAPI document. :param list_name: names the type of a closed list given as pairs. :param api_needed: whether a program has
    to send it, where that differs from the page. :param api_kind: where a program writes freely what the page offers. :param usual: what is taken when a program leaves it out.

    :param in_ledger: what a ledger means that leaves it out: a value, or a function of the fields before it and the occasion.
        Without one a due text is NOT_IN_THE_LEDGER, and anything else is left to the verb.
    :param ledger_names: what a ledger calls it, where that is not `name`; the first that is there counts.
    """

    name: str
    label: str
    kind: Kind = Kind.LINE
    needed: str = ""
    most: int = 0
    least: int | None = None
    choices: Any = ()
    offers: Callable[..., Any] | None = None
    hint: str = ""
    mark: str = ""
    first: Any = None
    focus: bool = False
    look: Mapping[str, Any] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    refuses: Mapping[str, str] = field(default_factory=dict)
    only: Callable[..., bool] | None = None
    api_label: str = ""
    api: str = ""
    list_name: str = ""
    api_needed: bool | None = None
    api_kind: Kind | None = None
    usual: Any = Left.OUT
    in_ledger: Any = Left.OUT
    ledger_names: tuple[str, ...] = ()

    @property
    def due_in_api(self) -> bool:
        return bool(self.needed) if self.api_needed is None else self.api_needed


@dataclass(frozen=True)
class Occasion:
    """
    Who does an act, on which case, and when: what the functions in a description are called with.

    :param subject: the room's own row of the case: its application, enquiry, complaint, card.
    """

    case: Any
    subject: Any
    by: Any
    access: Any
    at: datetime
    on: date


Facts = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """
    How one kind of event is worded: its name, and what staff and the applicant read about it.

    :param words: its name, or how it is made of the facts; "" where it is an act, which has one.
    :param staff: what its facts add for whoever handles the case.
    :param applicant: the line of the phone page as (what, note); None: no news for the applicant.
    :param by_department: told to the applicant as the department's act, not the window's.
    """

    words: str | Callable[[Facts], str] = ""
    staff: Callable[[Facts], str] = lambda _facts: ""
    applicant: Callable[[Facts], tuple[str, str]] | None = None
    by_department: bool = False

    def name(self, facts: Facts) -> str:
        return self.words(facts) if callable(self.words) else self.words


@dataclass(frozen=True, eq=False)  # an act is itself: no two are equal
class Act:
    """
    One act, whole. Its arrow in the room's state table says from where and whither, under which article, and who may do it.

    :param do: the verb: keyword-only, with `number`, `by`, `at`, `version` and what it asks for.
    :param title: of the operation in the API's document; `summary` its sentence.
    :param asks: what it asks for, in the order of the page.
    :param ways: the arrows that it leads along, where they are several.
    :param steps: the steps of an instrument that it takes, one of which the person has to hold.
    :param reach: which cases somebody may do it on, where its permission alone does not say it: (grant, person) -> cases.
    :param words: its name on its page, where that says more than the arrow's.
    :param button: the button that does it; "" is its name. :param menu: the button that leads to it. :param key: its key.
    :param shown: without a key its button is not folded away: the case may be waiting for just this.
    :param note: what a person should know before confirming, besides the clocks.
    :param warns: what stands beside its effect on the clocks on this occasion; "" nothing.
    :param foreseen: it stops, moves or ends clocks: its effect is shown first (decision 60).
    :param concludes: afterwards the next case of the list opens.
    :param template: of its page, where a form is not all. :param shows: what that template needs.
    :param adds: fields of the page that hang on the occasion, beside what it asks for.
    :param form: makes the page's form where it is more than fields. :param shape: the same for a program.
    :param shape_name: of what a program sends, in the API's document, where another room has an act of the same name.
    :param arguments: what the verb takes, from what the page or the program sent.
    :param done: the sentence for whoever did it: (occasion, answer of the verb, what was sent).
    :param leaves: the kinds of paper of which it leaves one to be printed.
    :param instead: the acts that are offered in its place where something is in its way.
    :param telling: how its line in the history is told, which bears its name. :param events: its other lines, by their verb.
    :param synonyms: its other names in a ledger. :param named: its name, where its verb has another one.
    """

    flow: Flow
    do: Callable[..., Any]
    title: str
    summary: str
    done: Callable[[Occasion, Any, Facts], str]
    asks: Sequence[Field] = ()
    ways: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    reach: Callable[..., Any] | None = None
    words: str = ""
    button: str = ""
    menu: str = ""
    key: str = ""
    shown: bool = False
    note: str = ""
    warns: Callable[[Occasion], str] = lambda _occasion: ""
    foreseen: bool = False
    concludes: bool = False
    template: str = ""
    shows: Callable[[Occasion], Facts] = lambda _occasion: {}
    adds: Callable[[Occasion], Facts] = lambda _occasion: {}
    form: Callable[..., Any] | None = None
    shape: Any = None
    shape_name: str = ""
    arguments: Callable[[Occasion, Facts], Facts] = lambda _occasion, fields: fields
    leaves: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    telling: Telling | None = None
    events: Mapping[str, Telling] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    named: str = ""

    @property
    def name(self) -> str:
        """Of the arrow, in addresses, in the API, in a ledger: the verb's own name."""
        return self.named or self.do.__name__

    @property
    def arrows(self) -> tuple[str, ...]:
        return self.ways or (self.name,)

    @property
    def tellings(self) -> dict[str, Telling]:
        """How each line that it writes into the history is told, by its verb."""
        return {**({self.name: self.telling} if self.telling else {}), **self.events}

    @property
    def label(self) -> str:
        return self.words or self.flow.arrows[self.arrows[0]].words

    @property
    def may(self) -> Permission:
        return self.flow.permission(self.arrows[0])

    def starts_from(self, state: str) -> bool:
        return any(state in self.flow.arrows[way].sources for way in self.arrows)

    def why_not(self, state: str) -> str:
        """Why it cannot be done in a state: a sentence, or "" where it starts from it."""
        return "" if self.starts_from(state) else f"现在是“{self.flow.states[state]}”，不能{self.label}"
