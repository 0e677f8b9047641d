"""`python -m bench.acts`: start servers, and measure on them what bench/acting.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.acting", sys.argv[1:]))
