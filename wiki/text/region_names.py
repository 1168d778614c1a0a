"""What stands in `[[…]]`: the names that it may mean, and which region has one of them.

A region is named by its title, in any spelling that `name_key` treats as the same, or by its slug,
typed exactly. The slug that a title would make is no name: `c` would mean C++ and C# alike. A title
or slug that a region had once stays its name, unless another region has it now.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import category

from wiki.naming import name_key
from wiki.text.words import slugify

AT = "/atlas/"


class Region(NamedTuple):
    """A region as far as names go."""

    id: int
    title: str
    slug: str


class Names:
    """The present and former names of regions, by which a region is found.

    If two regions have the same name, the region that was added last has it.
    """

    def __init__(self) -> None:
        self._titles: dict[str, Region] = {}
        self._former: dict[str, Region] = {}
        self._slugs: dict[str, Region] = {}
        self._former_slugs: dict[str, Region] = {}

    def add(self, region: Region) -> None:
        """Add a region under the title and the slug that it has."""
        self._titles[name_key(region.title)], self._slugs[region.slug] = region, region

    def add_title(self, key: str, region: Region, *, is_current: bool) -> None:
        """Add a present or former title of a region; `key` is the title as `name_key` writes it."""
        (self._titles if is_current else self._former)[key] = region

    def add_slug(self, slug: str, region: Region, *, is_current: bool) -> None:
        """Add a present or former slug of a region."""
        (self._slugs if is_current else self._former_slugs)[slug] = region

    def slugs(self) -> list[str]:
        """Return all slugs, those that regions have now before those that they once had."""
        return [*self._slugs, *(slug for slug in self._former_slugs if slug not in self._slugs)]

    def find(self, name: str) -> Region | None:
        """Return the region with this title, slug or address, or None."""
        return self._lookup(name)[0]

    def find_title(self, title: str) -> Region | None:
        """Return the region that has this title or, where none has, that had it last; or None."""
        key = name_key(title)
        return self._titles.get(key) or self._former.get(key)

    def is_former(self, name: str) -> bool:
        """Return whether a name is a former one of its region; False also if no region has it."""
        return self._lookup(name)[1]

    def _lookup(self, name: str) -> tuple[Region | None, bool]:
        """Return the region with a name, or None, and whether this is a former name of it."""
        key, slug = name_key(name), name.removeprefix(AT)
        is_address = slug != name
        titles = ((self._titles.get(key), False), (self._former.get(key), True))
        slugs = ((self._slugs.get(slug), False), (self._former_slugs.get(slug), True))
        for region, is_former in titles:
            if region:
                return region, is_former
        for region, is_former in slugs:
            if region and (is_address or is_name(slug, region.title)):
                return region, is_former
        return None, False


def names_among(regions: Iterable[Region]) -> Names:
    """Return the present names of regions; if two have the same title, the last region has it."""
    names = Names()
    for region in regions:
        names.add(region)
    return names


def is_name(slug: str, title: str) -> bool:
    """Return whether a slug, typed exactly, can only mean the region with this title.

    A one-word slug that left out signs of the title can mean several regions: `c` for C++, `1`
    for -1. A title with a comma can be named in a list by its slug alone.
    """
    if "-" in slug or "," in title or slugify(title) != slug:
        return True
    return all(category(sign)[0] in "LMN" for sign in name_key(title))


def link_meanings(typed: str) -> Iterator[tuple[str, str]]:
    """Yield the (name, part) pairs that a link's text may mean, the whole text first.

    The text can be a title, a slug or an address, also as other programs write links:
    `notes/Title.md#Part`. A title may itself contain `#`, `/` or `|`. Text before a `|` is
    never taken for a file path. Backticks are part of a title, or mark a part of it as code.
    """
    yield typed, ""
    if "`" in typed:
        yield typed.replace("`", ""), ""
    if "|" in typed:
        return
    for cut in dict.fromkeys([len(typed), typed.rfind("#"), typed.find("#")]):
        name, part = typed[:cut], typed[cut + 1 :]
        if not name.strip() or (cut < len(typed) and not _begins_part(typed, cut)):
            continue
        for base in dict.fromkeys([name, name[_folder(name) :]]):
            yield base.strip(), part
            yield base.strip().removesuffix(".md"), part


def names_in(typed: str) -> Iterator[str]:
    """Yield the names that the whole text of a link may mean, its words after a bar included."""
    for name, _ in link_meanings(typed):
        yield name
    if "|" in typed:
        yield from names_in(typed.partition("|")[0].strip())


def unwritten_title(typed: str) -> str:
    """Return the title of the region that would be created from a link to a region not written yet.

    This is the link's text without words and part and, if it names a file, without folder and
    ending, as of `notes/Title.md#Part|words`.
    """
    name = _without_part(typed).removeprefix(AT)
    return name[_folder(name) :].removesuffix(".md").strip() if name.endswith(".md") else name


def unwritten_slug(typed: str) -> str:
    """Return the slug of the region that would be created from such a link (see `unwritten_title`).

    It is "" if the title has no letters or digits.
    """
    return slugify(name_key(unwritten_title(typed)))


def is_part(typed: str) -> bool:
    """Return whether a link names a heading and no region, as `#Part` does in other programs."""
    return typed.lstrip().startswith("#")


def index_word(typed: str) -> str:
    """Return the word under which a link is indexed: its name without folder and part, as a slug.

    It may be "". It is among the `index_words` of each name that the link may mean, so that the
    links to a region can be found by words.
    """
    name = _without_part(typed)
    return slugify(name_key(name[_folder(name) :].removesuffix(".md")))


def index_words(key: str) -> set[str]:
    """Return the words, as `index_word` gives them, of all links that may mean a name.

    `key` is a slug or a name as `name_key` writes it. In a link the signs `/`, `#` and `|` separate
    the name from folder, part and words. A key does not tell whether such a sign was a full-width
    character in the link, which separates nothing. So all ways to cut the key are tried.
    """
    begins = [0, *(at + 1 for at, sign in enumerate(key) if sign == "/")]
    ends = [*(at for at, sign in enumerate(key) if sign in "#|"), len(key)]
    pieces = {key[begin:end].strip() for begin in begins for end in ends if begin <= end}
    return {slugify(each) for piece in pieces for each in (piece, piece.removesuffix(".md"))}


def _without_part(typed: str) -> str:
    """Return the text of a link without the words after its bar and the part after its `#`."""
    name = typed.partition("|")[0]
    signs = enumerate(name)
    cut = next((at for at, sign in signs if sign == "#" and _begins_part(name, at)), None)
    return name[:cut].strip()


def _begins_part(typed: str, at: int) -> bool:
    """Return whether the `#` at a place begins a part.

    `C#` and `C# in practice` are titles; a part follows its `#` at once.
    """
    return at > 0 and bool(typed[:at].strip()) and typed[at + 1 : at + 2] not in ("", " ")


def _folder(name: str) -> int:
    """Return the index after the folders of a name; a `/` after a `#` ends no folder."""
    return name.rfind("/", 0, name.find("#") if "#" in name else len(name)) + 1
