"""Reading YAML as front matter has it: without anchors, aliases and deep nesting."""

import yaml

from wiki.exchange.document_error import DocumentError

DEEPEST = 20
NULL = "tag:yaml.org,2002:null"
ANSWER = "tag:yaml.org,2002:bool"  # true, false, yes, no, on, off
HINT = "Text that holds a colon or begins with a mark stands in quotes."


class _Loader(yaml.SafeLoader):
    """Refuses anchors and aliases, which can make a small text huge, and deep nesting."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "anchors and aliases are not taken")
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse(event, "this is nested too deeply")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse(self, event: yaml.Event, problem: str) -> None:
        raise yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]  # two marks


def compose(text: str, first: int, called: str) -> yaml.Node | None:
    """Return the root node of a YAML text, None for an empty one; its first line is number `first`.

    Raises DocumentError, whose sentence begins with `called`, such as “The front matter”.
    """
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first if error.problem_mark else first - 1
        problem = error.problem or error.context or "it cannot be read"
        reason = f"{called} is not plain YAML: {problem}. {HINT}"
        raise DocumentError(line, reason) from error
    except yaml.YAMLError as error:
        raise DocumentError(first - 1, f"{called} holds a character YAML does not take.") from error
