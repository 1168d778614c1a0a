"""What stands in a text as it was typed: code, formulas and addresses, whose signs are no marks."""

import re

# A letter that is a word, as what it stands for is part of one, and that nobody writes today.
_SIGN = "\ua66e"
_PLACE = re.compile(rf"{_SIGN}(\d+){_SIGN}")
_FENCE = re.compile(r"[ \t]*(`{3,}+|~{3,}+)[^`]*$")
_TYPED = re.compile(
    r"(?<![\\`])(?P<ticks>`{1,4})(?!`)(?P<code>[^\n]{1,500}?)(?<!`)(?P=ticks)(?!`)"
    r"|(?<![\\$\w])\$(?![\s$])(?:\\[^\n]|[^$\\\n]){1,500}(?<!\s)\$(?![\w$])"
    r"|(?<![\\$])\$\$(?!\$)(?:\\.|[^$\\]){1,2000}\$\$(?!\$)",
    re.DOTALL,
)
_ADDRESS = re.compile(r"(?<!\w)https?://[^\s<>\"`|]*[^\s<>\"`|*_~.,;:!?)\]”’]")


class Aside:
    """What was taken out of a text; a word stands in its place until it is put back."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def take_code(self, text: str) -> str:
        """Return a text without code and formulas. Code is put back without its marks."""
        return self._take(_TYPED, self._without_blocks(text))

    def take_addresses(self, text: str) -> str:
        """Return a text without the addresses that begin with `https://`."""
        return self._take(_ADDRESS, text)

    def put_back(self, text: str) -> str:
        """Return a text with all that was taken out of it."""
        return _PLACE.sub(self._at, text) if self._kept else text

    def _without_blocks(self, text: str) -> str:
        """Return a text with a word for the code between each two fences."""
        if _SIGN in text or not ("```" in text or "~~~" in text):
            return text
        lines: list[str] = []
        mark, begun = "", 0
        for line in text.split("\n"):
            if not mark and (opening := _FENCE.match(line)):
                mark, begun = opening[1], len(lines)
            elif mark and line.strip().startswith(mark) and not line.strip().strip(mark[0]):
                self._kept.append("\n".join(lines[begun + 1 :]))
                del lines[begun:]
                line, mark = f"{_SIGN}{len(self._kept) - 1}{_SIGN}", ""
            lines.append(line)
        return "\n".join(lines)

    def _take(self, pattern: re.Pattern[str], text: str) -> str:
        return text if _SIGN in text and not self._kept else pattern.sub(self._word, text)

    def _word(self, typed: re.Match[str]) -> str:
        code = typed.groupdict().get("code")
        self._kept.append(typed[0] if code is None else code)
        return f"{_SIGN}{len(self._kept) - 1}{_SIGN}"

    def _at(self, place: re.Match[str]) -> str:
        number = int(place[1])
        return self.put_back(self._kept[number]) if number < len(self._kept) else place[0]
