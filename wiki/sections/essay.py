"""Related writing: the author's essays, here or at another address, tagged with topics."""

from wtforms.validators import ValidationError

from wiki.actions import State
from wiki.forms.codes import CodeField
from wiki.forms.document_line import FirstLine, Unreadable, Values
from wiki.forms.fields import DateField, LineField, ListField, ProseField, UrlField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import Essay, essay_topic
from wiki.models.essay import shown_day
from wiki.sections.base import Section
from wiki.sections.edit_group import filled
from wiki.sections.link_head import read_link, write_link
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words
from wiki.sections.tagged import PUBLISHING, StateField, find_tagged, state_notice, view_tagged
from wiki.text import plain

HERE = "/writing/"
CITED = ("published_on", "seen_since", "url")  # what citations of an essay say


class EssayForm(ItemForm):
    """The form of an essay, which has either a text or an address elsewhere."""

    buttons = PUBLISHING
    title = LineField("Title", [Required("Give the essay a title.")])
    published_on = DateField("Published on")
    url = UrlField("Address, if it is published elsewhere")
    body = ProseField("Text, if it is published here")
    slug = CodeField("Address here (made from the title when empty)")
    topics = ListField("Regions")

    def validate_url(self, field: UrlField) -> None:
        """Refuse an essay that has both a text and an address."""
        if field.data and self.body.data:
            raise ValidationError("Give an address or a text, not both.")


class EssayEntry(EssayForm):
    """The form of all fields of an essay, for documents: with its state."""

    state = StateField()


def write(values: Values) -> str:
    """Return the first line of an essay in a document: `2026-05-01 [Title](URL)`.

    For an essay kept here, the URL is its own page.
    """
    url = values["url"] or HERE + values["slug"]
    return write_link(values["published_on"], values["title"], url)


def read(line: str) -> Values:
    """Return date, title and address (or slug, if it is of this site) from a document's line.

    Raises Unreadable for words after the link, as an essay has no field for these.
    """
    published_on, title, url, rest = read_link(line, takes_words=False)
    if rest:
        raise Unreadable(
            f"An essay has a title and an address, and no place for “{rest[:60]}”: write it "
            "elsewhere, or a backslash before the dash that belongs to the title."
        )
    values = {"published_on": published_on, "title": title}
    if url.startswith(HERE):
        return values | {"slug": url.removeprefix(HERE), "url": ""}
    return values | {"url": url}


def describe_change(essay: ItemChange) -> Parts:
    """Return the words for an essay that can now first be read, [] for any other news."""
    if essay.after is None or not essay.is_visible:
        return []
    if not _has_text(essay.after) or _has_text(essay.before or {}):
        return []
    name = essay.quoted(essay.after)
    return [name, Words(essay.restored_words)] if essay.restored_words else [Words("wrote "), name]


def _has_text(state: State) -> bool:
    return bool(filled(state.get("body"), plain) or state.get("url"))


SECTION = Section(
    name="writing",
    title="Related writing",
    noun="essay",
    model=Essay,
    form=EssayForm,
    full_form=EssayEntry,
    initial_state="draft",
    reworked=True,
    add="Add essay",
    empty="No essays tagged with this topic yet.",
    prompt="No essays tagged with this topic yet.",
    linking="Named in what I wrote",
    head=FirstLine(("published_on", "title", "url"), write, read),
    owner="shared",
    page=lambda essay: HERE + essay.slug,
    cited=lambda essay: {name: getattr(essay, name) for name in CITED},
    news=ChangelogRules(describe_change=describe_change, order=6),
    newest_by=shown_day,
    find=find_tagged(Essay, essay_topic, "sort_day"),
    view=view_tagged,
    notice=state_notice,
)
