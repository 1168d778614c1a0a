"""The Chromium that benchmarks and tests drive: any of Debian's or Google's, under its own name."""

import shutil

# The first has no windows of its own to draw: tests take a third of the others' time in it.
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """Return the path of the first Chromium that is on the PATH, "" for none."""
    return next(filter(None, map(shutil.which, NAMES)), "")
