"""`python -m bench.board`: start servers, and measure on them what bench/boarding.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.boarding", sys.argv[1:]))
