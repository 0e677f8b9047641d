"""How many statements a page asks at most: the expected figures of tests/house/test_statements.py, one line a route."""

# they take what is sent, and show nothing; the last one is for the browser that filed a complaint
NOT_ASKED = {"leave", "large-text", "logout", "letters-read-all", "letter-read", "complain-forget", "complain-receipt"}
AT_MOST: dict[str, int] = {}
