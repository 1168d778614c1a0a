"""The tests. In them, related rows that no query read are an error: see wiki/unread_rows.py."""

import os

os.environ["ATLAS_STRICT_ROWS"] = "1"
