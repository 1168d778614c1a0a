"""Files of a folder that are not the author's notes: settings of programs, and copies.

Such are settings, deleted files, older states of pages, and the copies that a program for keeping
two devices alike writes where both changed a file. An older state may say that it is public.
"""

import re
from collections.abc import Sequence

_FOLDERS = {"__macosx", "node_modules", "@eadir", "#recycle", "$recycle.bin", "lost+found"}
_OF_LOGSEQ = {"bak", "version-files"}  # in its folder `logseq`: a copy for each time of saving
_COPY = re.compile(
    r"(?:\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]{1,20})?"  # Syncthing
    r"|~\d{8}-\d{6}"  # Syncthing's older versions, where they lie elsewhere than in `.stversions`
    r"|\((?:[^()]{1,200} )?conflicted copy\b[^()]{0,200}\)"  # Dropbox, Nextcloud, Obsidian Sync
    r")\.(?:md|markdown)",
    re.IGNORECASE,
)


def find_left_out(parts: Sequence[str]) -> str:
    """Return which part of a path in a folder is left out, "" for a path that is not.

    `parts` are the names of folders and then that of the file, "" for a folder itself. What is
    returned is the path of the outermost folder, with `/` at its end, or that of the file.
    """
    for depth, name in enumerate(parts, 1):
        outer = parts[depth - 2].lower() if depth > 1 else ""
        is_older = outer == "logseq" and name.lower() in _OF_LOGSEQ
        if is_older or name.startswith(".") or name.lower() in _FOLDERS:
            return "/".join(parts[:depth]) + "/" * (depth < len(parts))
    return "/".join(parts) if _COPY.search(parts[-1]) else ""
