"""What somebody has typed, and who did something, set into a sentence of ours."""

STOPS = "。．.；;，,、！! \n"


def clause(text: str) -> str:
    """A typed text without the stop at its end: the sentence that it stands in has one of its own."""
    return text.strip().rstrip(STOPS)


def in_stead(person: object, absent: object | None) -> str:
    """Who did it; of a deputy with the name of whom they stood in for: ``孙文（代赵卫东）``."""
    return f"{person}（代{absent}）" if absent else str(person)
