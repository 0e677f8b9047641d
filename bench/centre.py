"""`python -m bench.centre`: start servers, and measure on them what bench/centring.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.centring", sys.argv[1:]))
