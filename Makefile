# Two commands matter: `make run` and `make test`. Everything is done by launch/, which needs only Python 3.11 and its venv module.
PYTHON ?= python3
MAKEFLAGS += --no-print-directory
LAUNCH = @exec $(PYTHON) -m launch

.DEFAULT_GOAL := help
.PHONY: help run test manage check restore-drill escrow-split escrow-open escrow-drill

help: ## show these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

run: ## start the hall: private PostgreSQL and Redis, web server, worker, beat (PORT=8000); Ctrl-C stops all of it
	$(LAUNCH) run

test: ## run the tests on throw-away servers; ARGS="-k sweep -x" goes to pytest
	$(LAUNCH) test $(ARGS)

manage: ## run a management command on the hall's data; CMD="import_catalogue items.csv"
	$(LAUNCH) manage $(CMD)

check: ## run linters, types, import contracts and Django's own checks
	$(LAUNCH) check

restore-drill: ## dump the hall's database, restore it beside it, check that nothing is missing, say how long it took
	$(LAUNCH) restore-drill

escrow-split: ## write the secrets in two halves, for two people to lock away: make escrow-split A=one B=two
	$(LAUNCH) escrow-split $(A) $(B)

escrow-open: ## the key file is lost: make it again out of both halves
	$(LAUNCH) escrow-open $(A) $(B)

escrow-drill: ## open this hall's records with nothing but the two halves, and log it
	$(LAUNCH) escrow-drill $(A) $(B)
