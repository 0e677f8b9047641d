"""Which upheld complaints touch one of the ten high-voltage lines (rules V3, seed A-60): the one place that says so. Pure."""

# Categories of complaints (complaints.tables.filed) by the line that each of them is; the list of the lines is the centre's.
LINE_OF_CATEGORY = {"arbitrary_fines": 3, "arbitrary_charges": 4, "arbitrary_checks": 5}


def is_high_voltage(category: str, line: int | None = None) -> bool:
    """
    Whether a complaint is about one of the lines.

    :param line: the one that was noted when it was taken in.
    """
    return line is not None or category in LINE_OF_CATEGORY
