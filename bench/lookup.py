"""`python -m bench.lookup`: start servers, and measure on them what bench/looking.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.looking", sys.argv[1:]))
