"""`python -m bench.filing`: start servers, and measure on them what bench/sending.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.sending", sys.argv[1:]))
