"""`python -m bench.recompute --clocks 100000`: start servers, and measure on them what bench/recomputing.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.recomputing", sys.argv[1:]))
