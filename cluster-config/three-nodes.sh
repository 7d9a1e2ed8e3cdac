#!/usr/bin/env bash
# Three nodes of Evently on this machine with one PostgreSQL (the embedded one, in a process of its own).
#   three-nodes.sh start        build, start database and nodes, wait until all are ready, print what to try
#   three-nodes.sh status       who is there, as node 1 to 3 see it
#   three-nodes.sh stop N       node N leaves: its events are handed over, nobody notices
#   three-nodes.sh kill N       kill -9 of node N: its events answer again within 25 s
#   three-nodes.sh start N      node N joins (again)
#   three-nodes.sh stop         all nodes leave, then the database stops
# Data, logs and secrets are kept in EVENTLY_CLUSTER_DIR (default: data-cluster in the repository's root).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
dir=${EVENTLY_CLUSTER_DIR:-$root/data-cluster}
lib=$root/http-api/target/evently/lib
database_port=${EVENTLY_DATABASE_PORT:-25430}
http_port() { echo $((8079 + $1)); }
cluster_port() { echo $((25519 + $1)); }

say() { echo "three-nodes: $*"; }
alive() { [ -f "$dir/$1.pid" ] && kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null; }
ready() { curl -sf -o /dev/null "http://127.0.0.1:$(http_port "$1")/health/ready"; }

# Waits up to $1 seconds for the rest of the arguments to succeed.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.3
  done
}

secrets() {
  mkdir -p "$dir"
  chmod 700 "$dir"
  [ -f "$dir/master.key" ] || (umask 377 && head -c 32 /dev/urandom | base64 > "$dir/master.key")
  [ -f "$dir/jwt.secret" ] || (umask 377 && head -c 48 /dev/urandom | base64 -w 0 > "$dir/jwt.secret")
  [ -f "$dir/admin.password" ] || (umask 377 && head -c 18 /dev/urandom | base64 -w 0 > "$dir/admin.password")
}

# Process $1 runs from jars of its own: a build writes those of $lib anew while others run.
own_jars() {
  [ -d "$lib" ] || { say "Evently is not built: $0 start"; exit 1; }
  rm -rf "$dir/$1.lib"
  cp -R "$lib" "$dir/$1.lib" || exit 1
}

database_answers() { grep -qs '^ready: .*/evently_3$' "$dir/database.log"; }

start_database() {
  if alive database; then return; fi
  : > "$dir/database.log"
  own_jars database
  EVENTLY_DATA_DIR=$dir/database EVENTLY_DATABASE_PORT=$database_port \
    setsid nohup java -cp "$dir/database.lib/*" io.evently.DatabaseMain >> "$dir/database.log" 2>&1 < /dev/null &
  echo $! > "$dir/database.pid"
  wait_for 120 database_answers || { tail -20 "$dir/database.log"; say "the database did not start"; exit 1; }
}

start_node() {
  local n=$1
  if alive "node-$n"; then
    say "node $n runs already"
    return
  fi
  own_jars "node-$n"
  local url="jdbc:postgresql://127.0.0.1:$database_port/evently"
  EVENTLY_HTTP_PORT=$(http_port "$n") EVENTLY_CLUSTER_PORT=$(cluster_port "$n") \
    EVENTLY_SEED_NODES="127.0.0.1:$(cluster_port 1),127.0.0.1:$(cluster_port 2),127.0.0.1:$(cluster_port 3)" \
    EVENTLY_SHARD_0_URL="${url}_0" EVENTLY_SHARD_1_URL="${url}_1" \
    EVENTLY_SHARD_2_URL="${url}_2" EVENTLY_SHARD_3_URL="${url}_3" \
    EVENTLY_DATABASE_USER=evently_owner EVENTLY_DATABASE_PASSWORD_FILE=$dir/database/evently_owner.password \
    EVENTLY_JWT_SECRET_FILE=$dir/jwt.secret EVENTLY_MASTER_KEY_FILE=$dir/master.key \
    EVENTLY_ADMIN_PASSWORD_FILE=$dir/admin.password EVENTLY_DATA_DIR=$dir/node-$n \
    setsid nohup java @"$root/cluster-config/jvm.options" -Xmx700m -XX:MetaspaceSize=192m -cp "$dir/node-$n.lib/*" io.evently.Main >> "$dir/node-$n.log" 2>&1 < /dev/null &
  echo $! > "$dir/node-$n.pid"
}

ready_or_gone() { ready "$1" || ! alive "node-$1"; }

await_node() {
  { wait_for 180 ready_or_gone "$1" && ready "$1"; } || { tail -20 "$dir/node-$1.log"; say "node $1 is not ready"; exit 1; }
  say "node $1 is ready at http://127.0.0.1:$(http_port "$1")"
}

gone() { ! alive "$1"; }

end() {
  alive "$2" || return 0
  kill "-$1" "$(cat "$dir/$2.pid")"
  wait_for 120 gone "$2" || { say "$2 does not end"; exit 1; }
  say "$2 has ended"
}

# Password and token go by standard input: everybody on this machine may read the arguments of a process.
token() {
  printf '{"email": "admin@evently.local", "password": "%s"}' "$(cat "$dir/admin.password")" |
    curl -sf "http://127.0.0.1:$(http_port "$1")/v1/sessions" -H 'Content-Type: application/json' -d @- |
    sed 's/.*"accessToken":"\([^"]*\)".*/\1/'
}

cluster() {
  printf 'Authorization: Bearer %s' "$(token "$1")" |
    curl -sf "http://127.0.0.1:$(http_port "$1")/v1/cluster" -H @-
}

status() {
  for n in 1 2 3; do
    if ready "$n"; then
      echo "node $n: $(cluster "$n")"
    else
      echo "node $n: not ready"
    fi
  done
}

case "${1:-} ${2:-}" in
  "start ")
    # exec:java of another clone may have left an older build.
    (cd "$root" && mvn -B -q -Pdist -DskipTests package)
    secrets
    start_database
    # All at once: the first one forms the cluster when it hears that the others have none.
    for n in 1 2 3; do start_node "$n"; done
    await_node 1
    await_node 2
    await_node 3
    say "the admin is admin@evently.local, the password is in $dir/admin.password"
    say "what happens when one dies: $0 kill 2; $0 status; $0 start 2; the end: $0 stop"
    ;;
  "start "[123]) start_node "$2" && await_node "$2" ;;
  "stop "[123]) end TERM "node-$2" ;;
  "kill "[123]) end KILL "node-$2" ;;
  "stop ")
    for n in 3 2 1; do end TERM "node-$n"; done
    end TERM database
    ;;
  "status ") status ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
