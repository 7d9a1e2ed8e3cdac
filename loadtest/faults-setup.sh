#!/usr/bin/env bash
# Installs what the full fault harness (mvn -Pfaults) needs besides Java: nft, which cuts nodes off from each other, and
# libfaketime, which turns their clocks. Debian packages; needs root and, if one is missing, a network. Harmless to repeat.
set -euo pipefail

missing=()
command -v nft > /dev/null || [ -x /usr/sbin/nft ] || missing+=(nftables)
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' > /dev/null || missing+=(libfaketime)

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "only root can install ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"
