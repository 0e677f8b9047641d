"""Finding what a line names: an item by its code or name, a window by its number, a material by its name or position."""

import re
from dataclasses import dataclass, field
from typing import Any

from hall.models import Department, Material, ServiceHall, ServiceItem, Window
from hall.refusals import BadInput, Refused
from permits.actions.taking_in import CannotRegister
from replay.fields import as_text, listed, text, word
from replay.reading import Act, BadLine
from replay.words import FORMS, meant

NO_SUCH_POSITION = 0  # no list has it: the verb refuses it with its own sentence


class UnknownPlace(Refused):
    """No such window or department."""

    code = "unknown-place"


@dataclass
class Places:
    """What the ground floor holds, read once: a hall has some hundred items and a few dozen windows."""

    hall: ServiceHall
    items: dict[str, ServiceItem] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    papers: dict[int, dict[int, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, hall: ServiceHall) -> "Places":
        places = cls(hall)
        for item in ServiceItem.objects.select_related("department", "window").prefetch_related("versions"):
            places.items[item.code] = item
            places.names |= {version.name: item.code for version in item.versions.all()}
        places.windows = {window.number: window for window in Window.objects.filter(hall=hall)}
        for department in Department.objects.filter(hall=hall):
            places.departments |= {department.code: department, department.name: department}
        return places

    def item(self, act: Act) -> ServiceItem:
        """:raises CannotRegister: no item of this code or name."""
        name = text(act, "item").strip()
        if not name:
            raise BadLine("没有 item（事项编码）", field="item")
        code = name.split(maxsplit=1)[0].upper()
        item = self.items.get(code) or self.items.get(self.names.get(name, ""))
        if item is None:
            raise CannotRegister("没有这个事项，核对事项编码", field="item")
        return item

    def window(self, act: Act, usual: Window | None) -> Window:
        """The window that the line names (22, "22", "07 民政窗口"), else the usual one. :raises UnknownPlace:"""
        name = text(act, "window").strip()
        if not name:
            if usual is None:
                raise UnknownPlace("没有 window（窗口号），这个事项也没有自己的窗口", field="window")
            return usual
        digits = re.match(r"\d+", name)
        number = digits.group() if digits else name
        window = next((self.windows[each] for each in (name, number, number.zfill(2), number.lstrip("0")) if each in self.windows), None)  # fmt: skip
        if window is None:
            raise UnknownPlace(f"没有 {name[:20]} 号窗口；有：{'、'.join(sorted(self.windows))}", field="window")
        return window

    def department(self, name: str) -> Department | None:
        """The department of this name or code; None when none is named. :raises UnknownPlace:"""
        if not name.strip():
            return None
        department = self.departments.get(name.strip()) or self.departments.get(name.strip().upper())
        if department is None:
            raise UnknownPlace(f"没有部门“{name[:40]}”", field="about")
        return department

    def list_of(self, version_id: int) -> dict[int, str]:
        """The item's materials: position → name."""
        if version_id not in self.papers:
            rows = Material.objects.filter(version=version_id).values_list("position", "name")
            self.papers[version_id] = dict(rows)
        return self.papers[version_id]

    def position(self, version_id: int, written: Any, name: str) -> int | None:
        """The position of one material by number or name; None when the item's list does not have it."""
        papers = self.list_of(version_id)
        wanted = as_text(written, name).strip()
        if re.fullmatch(r"\d{1,4}", wanted) and int(wanted) in papers:
            return int(wanted)
        exact = [position for position, paper in papers.items() if paper == wanted]
        matches = exact or [position for position, paper in papers.items() if wanted and wanted in paper]
        return matches[0] if len(matches) == 1 else None

    def one(self, act: Act, version_id: int, *fields: str) -> int | None:
        """
        The material that a third visit is about, from the first of these fields that is there. One that is on no list stays
        one: the verb says that it proves nothing.
        """
        written = [entry for name in fields for entry in listed(act, name) or []]
        if not written:
            return None
        position = self.position(version_id, written[0], fields[0])
        return position if position is not None else NO_SUCH_POSITION

    def materials(self, act: Act, name: str, version_id: int, usual: list[int]) -> list[int]:
        """Positions of the materials that a field names; ``all`` names the whole list. :raises BadInput:"""
        return list(self.remarked(act, name, version_id, usual))

    def forms(self, act: Act, version_id: int, usual: list[int]) -> dict[int, str]:
        """Position → form: an entry of `materials` may have its own `form`, and the line one for all of them."""
        of_all = word(act, "form", FORMS)
        forms = dict.fromkeys(self.materials(act, "materials", version_id, usual), of_all) if of_all else {}
        for entry in listed(act, "materials") or []:
            if isinstance(entry, dict) and entry.get("form"):
                position = self.position(version_id, entry.get("material", entry.get("position")), "materials")
                if position is not None:
                    forms[position] = meant(FORMS, as_text(entry["form"], "form"))
        return forms

    def remarked(self, act: Act, name: str, version_id: int, usual: list[int]) -> dict[int, str]:
        """Position → remark. An entry is a name, a position, or an object with `material` and `remark`."""
        entries = listed(act, name)
        if entries is None:
            return dict.fromkeys(usual, "")
        if entries in (["all"], ["全部"]):
            return dict.fromkeys(self.list_of(version_id), "")
        remarks = {}
        for entry in entries:
            fields = entry if isinstance(entry, dict) else {"material": entry}
            material = fields.get("material", fields.get("name", fields.get("position")))
            position = self.position(version_id, material, name)
            if position is None:
                raise BadInput(f"材料清单里没有“{as_text(material, name)[:40]}”", field=name)
            remarks[position] = as_text(fields.get("remark"), name)[:200]
        return remarks
