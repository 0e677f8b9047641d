"""What somebody has typed, set into a sentence of ours."""

STOPS = "。．.；;，,、！! \n"


def clause(text: str) -> str:
    """A typed text without the stop at its end: the sentence that it stands in has one of its own."""
    return text.strip().rstrip(STOPS)
