"""`python -m bench.sweep --due 10000 100000`: start servers, and measure on them what bench/sweeping.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.sweeping", sys.argv[1:]))
