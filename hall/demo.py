"""Demonstration data of the ground floor: the letters of delegation that a real hall receives from its departments."""

from collections import defaultdict
from datetime import date

from django.db import transaction

from hall.models import Delegation, Department, ServiceItem, Window
from hall.roles import Power, Step

POWERS = [Power.DECISION, Power.PRELIMINARY_HANDLING]


@transaction.atomic
def delegate_everything(*, valid_from: date, prepares: frozenset[str] = frozenset()) -> list[Delegation]:
    """
    Let each department of the hall delegate all its items there to the window that handles them.

    :param prepares: numbers of windows that may only prepare: deciding stays with the department.

    One instrument for a window and department, numbered by window and department code; a second run adds nothing.
    Return the instruments that were added.
    """
    items: dict[tuple[Window, Department], list[ServiceItem]] = defaultdict(list)
    in_hall = ServiceItem.objects.filter(is_in_hall=True).select_related("window", "department")
    for item in in_hall.order_by("window__number", "department__code", "code"):
        if item.window is not None:
            items[item.window, item.department].append(item)
    standing = set(Delegation.objects.values_list("window_id", "department_id"))
    added = []
    for serial, ((window, department), group) in enumerate(items.items(), 1):
        if (window.id, department.id) in standing:
            continue
        delegation = Delegation.objects.create(
            number=f"授权〔{valid_from.year}〕{serial:02}号",
            department=department,
            window=window,
            powers=[Power.PRELIMINARY_HANDLING] if window.number in prepares else POWERS,
            steps=list(Step.values),
            seal=f"{valid_from.year}审专{serial:02}",
            signed_by=department.head or f"{department.name}主要负责人",
            valid_from=valid_from,
        )
        delegation.items.set(group)
        added.append(delegation)
    return added
