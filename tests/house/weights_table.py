"""How heavy a page is over the wire at most, bytes without headers and what the browser keeps; tests/house/test_statements.py walks."""

OTHERS = 12_000  # whatever has no line

# most bytes → names of routes; the pages of issue 12 among them
WEIGHTS: list[tuple[int, str]] = [
    (2_500, "home lookup accessibility desk-counts"),
    (3_500, "complain privacy calculator items item login administration administration-people"),
    (4_500, "desk-handover oversight-cards"),
    (6_000, "desk desk-case board oversight-cases calendar complain-file"),
    (8_000, "calendar-enter"),
    (15_500, "centre-take-in"),
    (18_000, "oversight-case"),
    (42_000, "gallery"),  # of the house itself, all its parts on one page
]
HEAVIEST = {name: most for most, names in WEIGHTS for name in names.split()}
