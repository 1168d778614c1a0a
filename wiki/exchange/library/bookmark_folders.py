"""The folders around a bookmark: the headings in a file, and the lists below them.

Browsers put a list around everything, and above it a heading that names the file. Safari has no
such list around its topmost folders, and some services have no lists at all. So a heading is the
name of the list that follows it, and without one of all that follows up to the next heading.
"""

from dataclasses import dataclass, field
from functools import cached_property

from wiki.exchange.library.to_read import is_to_read
from wiki.exchange.privacy import folder_hides, hides, value_hides
from wiki.exchange.stages import STAGES
from wiki.forms.fields import LINE
from wiki.text import clean_line

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Attributes that say nothing of who may see a bookmark or a folder.
UNASKED = {"href", "icon", "icon_uri", "add_date", "time_added", "last_visit", "last_modified"}
_READING_LIST = "com.apple.ReadingList"  # Safari's, whose name is in the language of the system
_ENDS = {f"/{heading}" for heading in HEADINGS} | {"dl", "/dl", "dt", "dd", "ul", "ol", "li"}
_DEPTH = 50  # levels of folders that are named


@dataclass(frozen=True)
class Around:
    """What the folders around a bookmark say: their names, the outermost first, and two marks.

    `hidden_reason` are the words by which a folder says that what is in it is private, and
    `unread_reason` those by which it says that this is still to be read; "" where no folder does.
    """

    names: tuple[str, ...] = ()
    hidden_reason: str = ""
    unread_reason: str = ""


@dataclass
class BookmarkFolder:
    """A heading in a file of bookmarks: its level, its attributes, and the parts of its name.

    The parts are added while the file is read.
    """

    level: int
    attributes: dict[str, str]
    is_title: bool = False  # of the whole file
    parts: list[str] = field(default_factory=list)

    @cached_property
    def name(self) -> str:
        """Return the name of the folder; only to be asked when all of it is read."""
        return " ".join("".join(self.parts).split())[:LINE]

    @cached_property
    def hidden_reason(self) -> str:
        """Return the words by which the folder says that what is in it is private, "" for none."""
        if folder_hides(self.name):
            return f"in the folder {self.name}"
        reason = hidden_by(self.attributes)
        return f"in the folder {self.name} ({reason})" if reason else ""

    @cached_property
    def unread_reason(self) -> str:
        """Return the words by which the folder says that what is in it is to be read, or ""."""
        is_list = self.attributes.get("id") == _READING_LIST
        return (self.name or "Reading List") if is_list or is_to_read(self.name) else ""


@dataclass
class _List:
    """An HTML list of bookmarks that is being read.

    `around` is what the folders around it say, `owner` its heading, and `outline` the headings
    within it that apply to the next bookmark.
    """

    around: Around = Around()
    owner: BookmarkFolder | None = None
    outline: list[BookmarkFolder] = field(default_factory=list)


class Folders:
    """Follows the headings and lists of a file of bookmarks, tag by tag from the beginning."""

    def __init__(self) -> None:
        self._lists = [_List()]
        self._unended: BookmarkFolder | None = None  # a heading whose name is being read
        self._in_words: BookmarkFolder | None = None

    def read_tag(
        self, name: str, attributes: dict[str, str], text: str, *, is_in_words: bool
    ) -> None:
        """Read a tag with the text after it.

        A heading among the words of a bookmark is a folder only where a list follows it.
        """
        if self._unended and (name in _ENDS or (name == "a" and self._unended.parts)):
            self._unended = None
        if name in HEADINGS:
            self._begin(BookmarkFolder(HEADINGS[name], attributes), is_in_words=is_in_words)
        elif name == "dl":
            self._open()
        elif name == "/dl":
            self._close()
        if self._unended and text.strip():
            self._unended.parts.append(text)

    def around(self) -> Around:
        """Return what the folders around the present place in the file say."""
        within = self._lists[-1]
        return _inside(within.around, within.outline)

    def _begin(self, folder: BookmarkFolder, *, is_in_words: bool) -> None:
        self._unended, self._in_words = folder, None
        if is_in_words:
            self._in_words = folder
            return
        folder.is_title = folder.level == 1 and len(self._lists) == 1
        outline = self._lists[-1].outline
        outline[:] = [one for one in outline if one.level < folder.level] + [folder]

    def _open(self) -> None:
        within = self._lists[-1]
        outline = [*within.outline, self._in_words] if self._in_words else within.outline
        around = _inside(within.around, outline, is_list=True)
        self._lists.append(_List(around, owner=outline[-1] if outline else None))
        self._in_words = None

    def _close(self) -> None:
        self._in_words = None
        if len(self._lists) == 1:
            return
        owner, outline = self._lists.pop().owner, self._lists[-1].outline
        outline[:] = [one for one in outline if one is not owner or one.is_title]


def hidden_by(attributes: dict[str, str]) -> str:
    """Return the words by which the attributes of a tag say that it is private, "" for none.

    An attribute may have no value: `PRIVATE`. A public link may have it too: `PRIVATE="0"`.
    """
    for name, value in attributes.items():
        parts = value.replace(";", ",").split(",") if name == "tags" else [value]
        is_stage = name in STAGES and any(map(value_hides, parts))
        if name not in UNASKED and (is_stage or any(hides(name, part) for part in parts)):
            return f"{name}: {clean_line(value)[:80]}" if value else name
    return ""


def _inside(around: Around, outline: list[BookmarkFolder], *, is_list: bool = False) -> Around:
    """Add the headings in `outline` to `around`, for what follows them.

    The title of the file counts only outside of lists, and where there is no other heading.
    """
    below = [one.name for one in outline if not one.is_title]
    names = below or [one.name for one in outline if not is_list]
    return Around(
        (*around.names, *filter(None, names))[:_DEPTH],
        around.hidden_reason
        or next((one.hidden_reason for one in outline if one.hidden_reason), ""),
        around.unread_reason
        or next((one.unread_reason for one in outline if one.unread_reason), ""),
    )
