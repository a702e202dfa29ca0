#!/bin/sh
# Bakes a PostgreSQL cluster into the image, so that a node boots in a second instead of running initdb.
set -eu

share=/usr/local/share/onsale
data=/var/lib/postgresql/data
bin=/usr/lib/postgresql/15/bin

install -d -o postgres -g postgres -m 700 "$data"
printf 'onsale' >/tmp/password
chown postgres /tmp/password
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }

as_postgres "$bin/initdb" --pgdata="$data" --username=onsale --pwfile=/tmp/password \
  --auth-local=trust --auth-host=scram-sha-256 --data-checksums --encoding=UTF8 --locale=C.UTF-8
cat "$share/postgresql.conf" >>"$data/postgresql.conf"
cat "$share/pg_hba.conf" >"$data/pg_hba.conf"
# Single-user mode opens no socket and ends with a shutdown checkpoint: the cluster is cleanly stopped.
echo 'CREATE DATABASE onsale' | as_postgres "$bin/postgres" --single -D "$data" -j postgres
as_postgres "$bin/pg_controldata" "$data" | grep -q 'cluster state: *shut down'
rm -f /tmp/password
