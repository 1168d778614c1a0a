"""Reads: each module answers one question about the atlas, without changing anything.

Nothing here knows HTTP or commits. A question whose answer could be private takes a `Reader` and
returns only what that reader may see.
"""
