#!/usr/bin/env bash
# Makes the pages and pictures of the mails that come with Evently, from its templates.
# Usage, from the repository's root, after `mvn test-compile`: engine/docs/mails/pictures.sh
# Needs Chromium, which it installs with apt-get where it is missing, and shrinks the pictures with pngquant where that is found.
set -euo pipefail
cd "$(dirname "$0")/../../.."
FOLDER=engine/docs/mails
WIDTH=640

CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$CHROMIUM" ]; then
  apt-get install -y chromium > /dev/null
  CHROMIUM=$(command -v chromium)
fi

if [ "${1:-}" != --pictures-only ]; then
  CLASSES=$(mktemp)
  mvn -o -B -q -pl engine dependency:build-classpath -Dmdep.outputFile="$CLASSES"
  java -cp "engine/target/test-classes:engine/target/classes:$(cat "$CLASSES")" io.evently.template.MailPages "$FOLDER"
  rm "$CLASSES"
fi

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

chrome() {
  "$CHROMIUM" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$WORK/profile" "$@" 2> /dev/null
}

# picture <page> <picture>: as high as the page, which a first look measures.
picture() {
  sed 's|</body>|<script>document.title = document.body.scrollHeight</script></body>|' "$1" > "$WORK/measured.html"
  local height
  height=$(chrome --window-size=$WIDTH,400 --dump-dom "file://$WORK/measured.html" | sed -n 's|.*<title>\([0-9]*\)</title>.*|\1|p')
  chrome --window-size=$WIDTH,"$height" --screenshot="$2" "file://$(realpath "$1")"
  if command -v pngquant > /dev/null; then
    pngquant --force --skip-if-larger --output "$2" 64 "$2" || true
  fi
}

for page in "$FOLDER"/*.html; do
  picture "$page" "$PWD/${page%.html}.png"
done
for page in booking_confirm.booking_confirmed waitlist_promotion.promoted; do
  # What a program does that prefers the dark.
  sed 's|(prefers-color-scheme: dark)|all|' "$FOLDER/$page.html" > "$WORK/dark.html"
  picture "$WORK/dark.html" "$PWD/$FOLDER/$page.dark.png"
done
