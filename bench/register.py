"""`python -m bench.register`: start servers, and measure on them what bench/registering.py says."""

import sys

from bench.servers import carried_out

if __name__ == "__main__":
    sys.exit(carried_out("bench.registering", sys.argv[1:]))
