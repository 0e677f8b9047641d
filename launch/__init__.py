"""
The start ladder: what `make run`, `make test`, `make manage` and `make check` call.

Standard library only, because it runs before anything is installed. One file per rung: install, postgres, redis, keys,
ladder (the rungs in order), hall (web, worker, beat), checks.
"""
