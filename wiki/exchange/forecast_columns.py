"""The columns that every CSV of forecasts has, and how such a file is recognised by them."""

import re

NEEDED = ("topic", "claim", "at", "credence")
COMMAND = "`flask import --forecasts FILE`"  # what reads such a file


def looks_like_forecasts(text: str) -> bool:
    """Return whether the first line of a text names the columns of forecasts; one may be missing.

    They may be separated by semicolons or tabs, too, although the import refuses these.
    """
    names = re.split(r"[,;\t]", text.partition("\n")[0][:1000])
    plain = {name.strip(" \"'\r").lower() for name in names}
    return len(plain & set(NEEDED)) >= len(NEEDED) - 1
