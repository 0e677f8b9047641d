"""`python -m bench.replay`: start servers, and measure on them what bench/replaying.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.replaying", sys.argv[1:]))
