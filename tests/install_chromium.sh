#!/bin/sh
# The browser tests drive Debian's Chromium. Install it where apt can; elsewhere say what is missing.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
elif command -v apt-get >/dev/null && command -v sudo >/dev/null; then
    sudo apt-get update -qq && sudo apt-get install -y -qq chromium >/dev/null
else
    echo "the browser tests need Chromium: install it with your system's package manager" >&2
    exit 1
fi
