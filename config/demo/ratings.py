"""The demonstration's ratings: some good, a bad one that is being put right, a bad one that was; most visits are rated by nobody."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from config.demo.teller import Teller
from hall.models import User
from permits.models import Visit
from ratings import actions
from ratings.codes import VISIT, Source
from ratings.models import Correction

CLERK, OFFICE = "clerk22", "office"


def tell_ratings(teller: Teller) -> None:
    """Each after all that the story has told of its case."""

    def first_visit(case: str) -> Visit:
        return Visit.objects.filter(application__case__number=teller.numbers[case]).earliest("at", "pk")

    def rate(case: str, days_ago: int, clock: str, level: int, words: str = "") -> Callable[..., None]:
        """Tell of a rating by the slip of a case; return the function that tells of an act on its correction."""

        def deed(at: datetime) -> None:
            actions.rate(source=Source(VISIT, first_visit(case).pk), level=level, words=words, by=None, at=at)

        def then(days_ago: int, clock: str, verb: Callable[..., Any], *, by: str = CLERK, **details: Any) -> None:
            def step(at: datetime) -> None:
                correction = Correction.objects.get(rating__link__visit=first_visit(case))
                number, person = correction.case.number, User.objects.get(username=by)
                verb(number=number, by=person, at=at, **details)

            teller.act(case, days_ago, clock, step)

        teller.act(case, days_ago, clock, deed)
        return then

    rate("done", 7, "10:40", 5, "一次就办好了")
    rate("declined", 8, "09:40", 3)
    rate("on-the-spot-1", 2, "10:15", 5)
    rate("on-the-spot-2", 3, "10:15", 4)
    then = rate("refused", 2, "11:00", 1, "没有说清楚哪里不合格")
    then(1, "10:00", actions.contact, result="reached", text="电话说明了不合格的项目，约好寄书面说明")
    then = rate("done-late", 8, "11:10", 2, "比承诺的晚了两天")
    then(7, "10:00", actions.contact, result="reached", text="电话道歉，问清了经过")
    then(6, "15:00", actions.put_right, result="fixed", text="材料流转慢了两天，已经改成当天转审")
    then(5, "10:00", actions.call_back, by=OFFICE, result="satisfied", text="对方认可整改")
    then(5, "10:10", actions.finish, by=OFFICE)
