"""Texts cut to a length: between words, so that nothing is read that was not written."""


def shorten(text: str, most: int) -> str:
    """Return a text on one line, cut after a word where it has more than `most` characters.

    An ellipsis ends what was cut: `in 2028` never becomes `in 20…`.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: max(most - 1, 0)]
    words = kept if line[len(kept)] == " " else kept.rpartition(" ")[0]
    # A language without spaces, or one very long word, is cut where it is too long.
    return (words if len(words) > len(kept) * 2 // 3 else kept).rstrip(" ,;:.") + "…"
