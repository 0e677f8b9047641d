"""`python -m bench.history`: start servers, and measure on them what bench/proving.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.proving", sys.argv[1:]))
