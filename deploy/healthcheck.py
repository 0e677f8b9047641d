"""
Is the web server well? Ends with 0 when /livez answers.

It says nothing of the database, worker, beat and Redis (/healthz does): restarting the web server mends none of them.
"""

import sys
import urllib.request


def main() -> int:
    """Ask the process itself; any host name will do."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            "http://127.0.0.1:8000/livez", timeout=8
        ):
            return 0
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
