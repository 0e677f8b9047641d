#!/bin/sh
# The checks of a restored dump, in the service `migrate` (docs/operations.md, Backup): everything that `make restore-drill` asks of it.
# `sh deploy/check_drill.sh 2026-11-30T03:30:00+08:00`, the time of the dump: what became due since is not its fault.
# All five are asked, whatever one of them says; ends with 1 when one of them found something.
set -u
DATABASE_URL=$(printf %s "$DATABASE_URL" | sed -E 's#/[^/?]*(\?|$)#/hall_drill\1#')
export DATABASE_URL
code=0
python manage.py migrate --check || code=1
python manage.py check --database default || code=1
python manage.py verify_history || code=1
python manage.py reconcile --at "${1:?the time of the dump, with its offset}" || code=1
python manage.py check_files --without-strays || code=1
exit "$code"
