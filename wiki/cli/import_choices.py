"""Which options of the import command apply to which import; all others are refused."""

from dataclasses import dataclass
from enum import Enum

import click

from wiki.exchange.forecasts import Scale


class Imported(Enum):
    """The kinds of things that `import` takes, with the words that its messages use for them."""

    FORECASTS = "forecasts (--forecasts FILE)"
    NOTES = "a folder or a zip of notes"
    EXPORT = "an export that is restored"
    MERGED = "an export that is merged"
    WORKS = "works and essays"
    PAGES = "page documents"


# `--dry-run` goes with all of them.
TAKERS = {
    "--scale": (Imported.FORECASTS,),
    "--as-is": (Imported.FORECASTS, Imported.NOTES, Imported.MERGED, Imported.PAGES),
    "--public": (Imported.NOTES,),
    "--area": (Imported.NOTES,),
    "--pages": (Imported.MERGED,),
    "--publish": (Imported.WORKS,),
}


@dataclass(frozen=True, kw_only=True)
class ImportChoices:
    """The options of one import command; `scale` and `area` are None where they were not given."""

    scale: Scale | None
    as_is: bool
    public: bool
    area: str | None
    pages: bool
    publish: bool
    dry_run: bool

    def refuse_unfit(self, imported: Imported) -> None:
        """End the command with a sentence for each option given that this import does not use."""
        sentences = [
            f"{option} is for {_listed(takers)}, and not for {imported.value}."
            for option, takers in TAKERS.items()
            if self._is_given(option) and imported not in takers
        ]
        if sentences:
            raise click.ClickException(" ".join(sentences))

    def _is_given(self, option: str) -> bool:
        """Return whether an option such as `--as-is` was given; an empty text counts as given."""
        return getattr(self, option.strip("-").replace("-", "_")) not in (None, False)


def _listed(takers: tuple[Imported, ...]) -> str:
    *others, last = (taker.value for taker in takers)
    return f"{', '.join(others)}, or {last}" if others else last
