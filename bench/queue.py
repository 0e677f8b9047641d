"""`python -m bench.queue`: start servers, and measure on them what bench/queueing.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.queueing", sys.argv[1:]))
