"""What an import of page documents may do that it does not do by itself."""

from dataclasses import dataclass

from wiki.visibility import VISITOR, Reader


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """The options of one import of documents.

    With `as_is`, text in which part of an unfilled slot is left over is taken; otherwise it is
    refused. With `opens`, which is for the author's own edit of a page, a document decides what
    visitors see; otherwise what is hidden from them stays so, and is reported. With
    `leaves_merged`, documents of regions that were merged are left out and reported; otherwise they
    are refused. `recreated` are the ids of regions whose making was undone: they come back as if
    new. `written_for` is the reader whose document it may be: a link to what that reader may not
    see is in none, and stays.
    """

    as_is: bool = False
    opens: bool = False
    leaves_merged: bool = False
    recreated: frozenset[int] = frozenset()
    written_for: Reader = VISITOR


USUAL = ImportOptions()
