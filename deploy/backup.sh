#!/bin/sh
# The backups of the compose file: `nightly` dumps the database once now and then each night at 03:30, `once` dumps it now,
# `drill` restores the newest dump into a second database, says how long that took, and leaves it for the checks
# (docs/operations.md, Backup). DATABASE_URL is the owner's. What is not whole is never called .dump.
set -eu
FOLDER=/var/lib/postgresql

once() {
    name="$FOLDER/hall-$(date +%Y%m%dT%H%M%S)"
    pg_dump --format=custom --file="$name.unfinished" "$DATABASE_URL"
    mv "$name.unfinished" "$name.dump"
    find "$FOLDER" -name '*.dump' -mtime "+$BACKUP_DAYS" -delete
    find "$FOLDER" -name '*.unfinished' -mtime +1 -delete
    echo "dumped: $name.dump, $(stat -c %s "$name.dump") bytes"
}

# Seconds until the next 03:30: after the nightly checks have kept what they found.
until_night() {
    now=$(date +%s)
    night=$(date -d 'today 03:30' +%s)
    [ "$night" -gt "$now" ] || night=$((night + 86400))
    echo $((night - now))
}

drill() {
    newest=$(ls -1 "$FOLDER"/*.dump | tail -n 1)
    server=${DATABASE_URL%/*}
    began=$(date +%s)
    psql --quiet --dbname="$DATABASE_URL" --command='DROP DATABASE IF EXISTS hall_drill' --command='CREATE DATABASE hall_drill'
    pg_restore --exit-on-error --jobs=2 --dbname="$server/hall_drill" "$newest"
    echo "restored $newest into hall_drill in $(($(date +%s) - began)) seconds"
}

case "${1:-nightly}" in
once) once ;;
drill) drill ;;
nightly)
    while :; do
        once || echo "the dump failed; the next try is in an hour" >&2
        if [ -n "$(find "$FOLDER" -name '*.dump' -mmin -60)" ]; then sleep "$(until_night)"; else sleep 3600; fi
    done
    ;;
*)
    echo "nightly, once or drill" >&2
    exit 2
    ;;
esac
