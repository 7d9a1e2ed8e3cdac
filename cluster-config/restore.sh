#!/usr/bin/env bash
# Puts a backup of backup.sh into four databases, while all nodes are stopped, without whom Evently forgot since.
#   restore.sh FOLDER                   the newest data with the newest keys, into empty databases
#     --data data-<time>                older data; the keys are the newest in FOLDER in any case
#     --forgotten FILE                  ids of who was forgotten after the newest keys were backed up, one a line
#     --replace                         all that is in the databases may go
#   restore.sh --only-forget FOLDER     applies the list of the forgotten alone, to databases that were restored otherwise
# Whom to forget is told by all backups of keys in FOLDER, by databases that are replaced, and by FILE. Evently does not start
# on databases until this has come to its end; run it again if it did not.
# Needs the same as backup.sh, and the master key that opens the keys (EVENTLY_MASTER_KEY_FILE, or master.key in the data
# folder); for the embedded server a data folder with the master key and nothing else is enough.
set -euo pipefail
umask 077

if [ $# -eq 0 ]; then
  sed -n '2,11s/^# \{0,1\}//p' "$0"
  exit 2
fi

root=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${CLASSPATH:-}" ]; then
  lib=${EVENTLY_LIB:-$root/http-api/target/evently/lib}
  [ -d "$lib" ] || (cd "$root" && mvn -B -q -Pdist -DskipTests package)
  export CLASSPATH="$lib/*"
fi
# A build of this clone may write the jars anew meanwhile.
exec java -Xmx256m -XX:+UseSerialGC -Devently.root="$root" -Devently.main=io.evently.RestoreDatabases io.evently.RunFromCopy "$@"
