"""
Is the web server well? Ends with 0 when /healthz answers.

503 counts as an answer: it says that something else is down (the worker, beat, Redis), and restarting the web server mends none of that.
"""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Ask as a visitor of the first allowed host would, since any other host name is refused."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    asked = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=8):
            return 0
    except urllib.error.HTTPError as answer:
        return 0 if answer.code == 503 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
