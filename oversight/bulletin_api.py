"""Bulletins for programs: what was issued, with its figures and what was corrected."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.endpoint import Endpoint, PublicEndpoint
from hall.doors.operations import operation
from hall.roles import Permission
from oversight import bulletins
from oversight.models import Bulletin


class BulletinAnswer(serializers.Serializer):
    """One bulletin. A count of null is not told: it is small, or would give a small one away."""

    number = serializers.CharField(help_text="软环境通报〔2026〕第3号")
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    span = serializers.ChoiceField(choices=Bulletin.Span.choices)
    first = serializers.DateField()
    after = serializers.DateField(help_text="The day after the last one.")
    issued_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    departments = serializers.IntegerField(source="figures.departments")
    items = serializers.IntegerField(source="figures.items")
    total = serializers.DictField(source="figures.total", child=serializers.IntegerField(allow_null=True))
    lines = serializers.ListField(source="figures.lines", help_text="Of each department: code, name, counts.")
    measures = serializers.ListField(source="figures.measures", help_text="What each count is.")
    corrections = serializers.ListField(help_text="Of each: number, at, reason, figures as they were counted then.")


class BulletinsEndpoint(Endpoint):
    needs = {"GET": Permission.BOARD_VIEW}

    @operation(
        tag="board",
        summary="The bulletins",
        description="Those issued, the newest period first. Whoever does not see the whole hall gets them without small counts.",
        name="bulletins_list",
        answer=BulletinAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        sees_all = self.access.grant(Permission.BOARD_VIEW).everywhere
        issued = Bulletin.objects.filter(issued_at__isnull=False).prefetch_related("corrections")
        return Response([_answer(each, sees_all=sees_all) for each in issued])


class PublicBulletins(PublicEndpoint):
    @operation(
        tag="public",
        summary="What was published of a period",
        description="The bulletins that everybody may read, the newest first, without small counts.",
        name="bulletins_public",
        answer=BulletinAnswer(many=True),
        public=True,
    )
    def get(self, request: Request) -> Response:
        return Response([_answer(each, sees_all=False) for each in bulletins.public().prefetch_related("corrections")])


def _answer(bulletin: Bulletin, *, sees_all: bool) -> dict:
    def told(figures: bulletins.Figures) -> bulletins.Figures:
        return figures if sees_all else bulletins.without_small_counts(figures)

    body = {
        "number": bulletin.number,
        "title": bulletin.title,
        "text": bulletin.text,
        "span": bulletin.span,
        "first": bulletin.first,
        "after": bulletin.after,
        "issued_at": bulletin.issued_at,
        "published_at": bulletin.published_at,
        "figures": told(bulletin.figures or {}),
        "corrections": [
            {"number": each.number, "at": each.at, "reason": each.reason, "figures": told(each.figures)}
            for each in bulletin.corrections.all()
        ],
    }
    return BulletinAnswer(body).data
