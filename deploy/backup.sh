#!/bin/sh
# The backups of the compose file: `nightly` dumps the database and copies the uploaded files once now and then each night at 03:30, `once` dumps it now,
# `drill` restores the newest dump into a second database, says how long that took, and leaves it for deploy/check_drill.sh,
# `drop` drops that second database (docs/operations.md, Backup). DATABASE_URL is the owner's.
# What is not whole is never called .dump, and old dumps go only when a new one is there.
set -eu
umask 077 # every name of the hall stands in a dump
FOLDER=${BACKUP_FOLDER:-/var/lib/postgresql}
FILES=${FILES_ROOT:-/var/lib/hall-files}

# `set -e` is off inside whatever stands behind `if` or before `||`, as `nightly` calls this: so each step asks for the one before.
once() {
    name="$FOLDER/hall-$(date +%Y%m%dT%H%M%S)"
    find "$FOLDER" -name '*.unfinished' -mtime +1 -delete
    if ! { pg_dump --format=custom --file="$name.unfinished" "$DATABASE_URL" && mv "$name.unfinished" "$name.dump"; }; then
        rm -f "$name.unfinished"
        return 1
    fi
    echo "dumped: $name.dump, $(stat -c %s "$name.dump") bytes"
    copy_files || return 1
    find "$FOLDER" -name '*.dump' -mtime "+$BACKUP_DAYS" -delete
}

# The uploaded files, sealed: what is kept never changes and is never deleted, so only what is new is copied. After the dump: every row
# of it has its file here. Half a copy is never called by a file's name.
copy_files() {
    [ -d "$FILES/kept" ] || return 0
    (cd "$FILES/kept" && find . -type f) | while read -r file; do
        [ -e "$FOLDER/files/kept/$file" ] && continue
        mkdir -p "$FOLDER/files/kept/$(dirname "$file")" || exit 1
        cp -p "$FILES/kept/$file" "$FOLDER/files/unfinished" || exit 1
        mv "$FOLDER/files/unfinished" "$FOLDER/files/kept/$file" || exit 1
    done
}

# Seconds until the next 03:30: after the nightly checks have kept what they found.
until_night() {
    now=$(date +%s)
    night=$(date -d 'today 03:30' +%s)
    [ "$night" -gt "$now" ] || night=$((night + 86400))
    echo $((night - now))
}

drill() {
    newest=$(find "$FOLDER" -name '*.dump' | sort | tail -n 1)
    if [ -z "$newest" ]; then
        echo "there is no dump in $FOLDER" >&2
        return 1
    fi
    # the same server, and the same words behind the ? (target_session_attrs)
    beside=$(printf %s "$DATABASE_URL" | sed -E 's#/[^/?]*(\?|$)#/hall_drill\1#')
    began=$(date +%s)
    psql --quiet --dbname="$DATABASE_URL" --command='DROP DATABASE IF EXISTS hall_drill' --command='CREATE DATABASE hall_drill'
    pg_restore --exit-on-error --jobs=2 --dbname="$beside" "$newest"
    echo "restored $newest into hall_drill in $(($(date +%s) - began)) seconds"
}

case "${1:-nightly}" in
once) once ;;
drill) drill ;;
drop) psql --quiet --dbname="$DATABASE_URL" --command='DROP DATABASE IF EXISTS hall_drill' ;;
nightly)
    while :; do
        if once; then
            sleep "$(until_night)"
        else
            echo "the dump failed; the next try is in an hour" >&2
            sleep 3600
        fi
    done
    ;;
*)
    echo "nightly, once, drill or drop" >&2
    exit 2
    ;;
esac
