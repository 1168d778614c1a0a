"""Reading YAML as front matter has it: without anchors, aliases, tags and deep nesting."""

import re

import yaml

from wiki.exchange.document_error import DocumentError

DEEPEST = 20
NULL = "tag:yaml.org,2002:null"
ANSWER = "tag:yaml.org,2002:bool"  # true, false, yes, no, on, off
HINT = "Text that holds a colon or begins with a mark stands in quotes."
_ABOVE = re.compile(r"[ \t]#[^\n]*\n[ \t]*\Z")
_CUT = re.compile(r"[ \t]+#[^\n]*")


class _Loader(yaml.SafeLoader):
    """Refuses anchors and aliases, which can make a small text huge, and deep nesting.

    It refuses tags, too: the `!Kung` of `title: !Kung society` would be lost.
    """

    depth = 0
    takes_tags = False

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "anchors and aliases are not taken")
        if getattr(event, "tag", None) and not self.takes_tags:
            self._refuse(event, "tags, which begin with !, are not taken")
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse(event, "this is nested too deeply")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse(self, event: yaml.Event, problem: str) -> None:
        raise yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]  # two marks


class _TagLoader(_Loader):
    """Takes tags."""

    takes_tags = True


def compose(text: str, first: int, called: str, *, tags: bool = False) -> yaml.Node | None:
    """Return the root node of a YAML text, None for an empty one; its first line is number `first`.

    With `tags` it may have tags, which say nothing here. Raises DocumentError, whose sentence
    begins with `called`, such as “The front matter”.
    """
    try:
        return yaml.compose(text, Loader=_TagLoader if tags else _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first if error.problem_mark else first - 1
        problem = error.problem or error.context or "it cannot be read"
        reason = f"{called} is not plain YAML: {problem}. {HINT}"
        raise DocumentError(line, reason) from error
    except yaml.YAMLError as error:
        raise DocumentError(first - 1, f"{called} holds a character YAML does not take.") from error


def refuse_lost_words(name: str, value: yaml.Node, first: int, *, words: bool) -> None:
    """Refuse the value of a key if YAML drops a part of it: a tag or, in `words`, a comment.

    `words` says whether the key takes any words, so that `#` in the value, or in front of it, may
    be one of them. A list has several values. `first` is the number of the first line. Raises
    DocumentError.
    """
    start = value.start_mark
    if (start.buffer or "")[start.pointer : start.pointer + 1] == "!":
        reason = f"{name} begins with a tag of YAML, which would be lost: put the text in quotes."
        raise DocumentError(start.line + first, reason)
    if words and isinstance(value, yaml.SequenceNode):
        for inner in value.value:
            refuse_lost_words(name, inner, first, words=True)
    if not words or not isinstance(value, yaml.ScalarNode):
        return
    line, said = value.end_mark.line, "what follows “ #”"
    if _commented_above(value):
        line, said = start.line - 1, "what begins with #"
    elif not comment_behind(value):
        return
    elif not value.value:
        said = "what begins with #"
    reason = f"{name}: {said} would be lost as a comment: put the text in quotes."
    raise DocumentError(line + first, reason)


def comment_behind(value: yaml.Node) -> str:
    """Return the comment that follows a value without quotes, or stands in its place; or ""."""
    end = value.end_mark
    if not isinstance(value, yaml.ScalarNode) or value.style is not None or end is None:
        return ""
    match = _CUT.match(end.buffer or "", end.pointer)
    return match[0].strip(" \t#") if match else ""


def _commented_above(value: yaml.ScalarNode) -> bool:
    """Return whether a value begins on a line of its own, below a comment."""
    start = value.start_mark
    return bool(_ABOVE.search((start.buffer or "")[: start.pointer]))
