#!/usr/bin/env bash
# Backs up the four databases while Evently runs, data and keys apart.
#   backup.sh FOLDER           both: data-<time> and keys-<time>, say, each night
#   backup.sh --keys FOLDER    keys alone, say, each hour: they know who was forgotten
# Keeps the newest 14 of data (--keep-data N) and 3 of keys (--keep-keys N). Keep FOLDER on an encrypted disk: addresses and
# names are ciphertext in it, passwords hashes, the rest is in the clear. The master key is in neither.
# Needs Java and what Evently needs to find its databases: EVENTLY_DATA_DIR, or EVENTLY_SHARD_0_URL to EVENTLY_SHARD_3_URL
# and EVENTLY_DATABASE_USER (their owner). Evently's jars are in EVENTLY_LIB; in a clone they are built.
set -euo pipefail
umask 077

if [ $# -eq 0 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0"
  exit 2
fi

# In a clone minutes of building come next; Evently itself looks again.
for folder in "$@"; do
  if [ -d "$folder" ] && [ -n "$(find -H "$folder" -maxdepth 0 \( -perm -040 -o -perm -004 \))" ]; then
    echo "No backup was made: others may read the folder $folder, and backups are for nobody's eyes: chmod 700 $folder" >&2
    exit 1
  fi
done

root=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${CLASSPATH:-}" ]; then
  lib=${EVENTLY_LIB:-$root/http-api/target/evently/lib}
  [ -d "$lib" ] || (cd "$root" && mvn -B -q -Pdist -DskipTests package)
  export CLASSPATH="$lib/*"
fi
# A build of this clone may write the jars anew meanwhile.
exec java -Xmx256m -XX:+UseSerialGC -Devently.root="$root" -Devently.main=io.evently.BackupDatabases io.evently.RunFromCopy "$@"
