"""
What an applicant signs before the hall accepts on a promise (rules A12): 容缺受理承诺书 of a paper that follows, 告知承诺书 that the
conditions are met. Printed while the application waits to be accepted, with its number; the acceptance takes that number (decision 134).

A promise names the papers that are missing when it is printed. Once one has come or gone back it says something else than it should,
and the next one is printed.
"""

from django.db.models import Prefetch, prefetch_related_objects

from hall.refusals import Refused
from hall.templatetags.presentation import day
from papers.models import Document
from papers.sheet import Sheet, facts, points, sign, text
from permits import deadlines
from permits.documents.phrases import NO_SIGNATURE_DAY, TO_WRITE, Printing, item_words, paper
from permits.models import Application, Commitment, DocumentKind, Tolerance
from permits.queries import basis_of, held, missing_materials
from permits.states import SUBMITTED
from permits.wording import grouped

ROWS = {DocumentKind.TOLERANCE_PROMISE: "tolerance", DocumentKind.COMMITMENT_PROMISE: "commitment"}


def printed(application: Application, kind: DocumentKind) -> list[Document]:
    """The promises of a kind that were printed, in their order."""
    prefetch_related_objects([application.case], Prefetch("documents", queryset=Document.objects.defer("content")))
    papers = (document for document in application.case.documents.all() if document.kind == kind)
    return sorted(papers, key=lambda document: document.occurrence)


def to_sign(application: Application, kind: DocumentKind) -> Document | None:
    """The printed promise that names what is missing now; None where it has to be printed first, or anew."""
    last = next(reversed(printed(application, kind)), None)
    if last is None:
        return None
    moved = (at for receipt in application.received.all() for at in (receipt.at, receipt.returned_at) if at)
    return last if all(at <= last.made_at for at in moved) else None


def number_of_signed(application: Application, kind: DocumentKind, *, outside: str, refusal: type[Refused]) -> str:
    """
    The number that an acceptance takes: of the printed promise, which the applicant has signed (decision 134).

    :param outside: number of a promise that was not printed here; "" for the printed one.
    :raises Refused: at `pledge`, where the promise was not printed yet, or papers have come or gone since.
    """
    if outside.strip():
        return outside.strip()
    document = to_sign(application, kind)
    if document is not None:
        return str(document.number)
    if printed(application, kind):
        sentence = f"打印{kind.label}以后材料有变动，上面写的不对了：重新打印，申请人签名以后再受理"
    else:
        sentence = f"{kind.label}还没有打印：先打印，申请人签名以后再受理"
    raise refusal(sentence, field="pledge")


def there_are(kind: DocumentKind, application: Application) -> int:
    """Those that were printed, and as long as the application may be accepted on one the next, where none says what is missing now."""
    count = len(printed(application, kind))
    waits = application.case.state == SUBMITTED and not hasattr(application, ROWS[kind])
    return count + int(waits and _MAY_PROMISE[kind](application) and to_sign(application, kind) is None)


def tolerances(application: Application) -> int:
    return there_are(DocumentKind.TOLERANCE_PROMISE, application)


def commitments(application: Application) -> int:
    return there_are(DocumentKind.COMMITMENT_PROMISE, application)


def _may_tolerate(application: Application) -> bool:
    absent = missing_materials(application)
    return bool(absent) and all(material.tolerable for material in absent)


def _may_commit(application: Application) -> bool:
    may = application.item_version.informed_commitment and bool(held(application))
    return may and bool(missing_materials(application))


_MAY_PROMISE = {DocumentKind.TOLERANCE_PROMISE: _may_tolerate, DocumentKind.COMMITMENT_PROMISE: _may_commit}


def tolerance(printing: Printing) -> Sheet:
    """The applicant's own paper, so it carries no seal: with a line for the day of the promise, written on and signed at the window."""
    application = printing.application
    kept: Tolerance | None = getattr(application, "tolerance", None)
    until = f"{day(kept.pledged_on)} " if kept else f"{NO_SIGNATURE_DAY} "
    papers = kept.materials.order_by("position") if kept else missing_materials(application)
    return paper(
        printing,
        title=DocumentKind.TOLERANCE_PROMISE.label,
        addressee="",
        blocks=(
            facts(
                ("承诺人", application.applicant_name),
                ("申请事项", f"{printing.case.title}（办件编号 {grouped(printing.case.number)}）"),
                ("暂缺的材料", "；".join(material.name for material in papers)),
            ),
            text(
                "窗口已经告知：主要材料齐全，上列材料在事项公布的可容缺材料清单上。本人（本单位）自愿申请容缺受理，并承诺："
            ),
            points(
                f"在{until}前补齐上列材料，最迟不超过这个事项的承诺办结时限；",
                "补交的材料真实、有效，和已经提交的材料一致；",
                "知道材料补齐以前，不交付证照或者办理结果；",
                "到期没有补齐的，由本人（本单位）承担由此产生的后果，可以在材料齐全以后重新申请。",
            ),
            sign(f"承诺人（签名或者盖章）：{TO_WRITE}　　{NO_SIGNATURE_DAY}", f"窗口经办人：{TO_WRITE}"),
            text("本承诺书一式两份，申请人和窗口各存一份。依据：《优化营商环境条例》第四十条和本大厅容缺受理规定。"),
        ),
    )


def commitment(printing: Printing) -> Sheet:
    """What the agency tells and what the applicant promises, on one paper (优化营商环境条例 art. 40; 国办发〔2020〕42号)."""
    application = printing.application
    kept: Commitment | None = getattr(application, "commitment", None)
    papers = kept.materials.order_by("position") if kept else missing_materials(application)
    return paper(
        printing,
        title=DocumentKind.COMMITMENT_PROMISE.label,
        addressee="",
        blocks=(
            facts(
                ("承诺人", application.applicant_name),
                ("申请事项", f"{item_words(application)}（办件编号 {grouped(printing.case.number)}）"),
                ("依据", basis_of(application.item_version)),
                ("承诺代替的材料", "；".join(material.name for material in papers)),
            ),
            points(
                "办理这个事项要具备的条件和上列材料要证明的内容，见公布的办事指南；",
                "可以选择不承诺，按一般程序提交材料；",
                f"准予以后 {deadlines.VERIFY_WITHIN} 个工作日内，本机关核查承诺的内容；",
                "承诺不属实的，撤销许可决定，由承诺人承担相应的法律责任。",
                title="本机关告知",
            ),
            points(
                "已经知晓上面告知的全部内容；",
                "已经符合公布的条件，上列材料要证明的内容属实；",
                "配合核查，愿意承担不实承诺的法律责任；",
                "以上承诺是本人（本单位）的真实意思表示。",
                title="本人（本单位）承诺",
            ),
            sign(f"承诺人（签名或者盖章）：{TO_WRITE}　　{NO_SIGNATURE_DAY}", f"窗口经办人：{TO_WRITE}"),
            text(
                "本承诺书一式两份，申请人和窗口各存一份，并存入案卷。依据：《优化营商环境条例》第四十条、国办发〔2020〕42号。"
            ),
        ),
    )
