"""The author's inbox: readings without a takeaway or a region, filled one after another."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import LARGEST, db
from wiki.errors import Conflict, Invalid
from wiki.forms.fields import ListField, ProseField
from wiki.forms.item_form import ItemForm
from wiki.journal import last_revision, version
from wiki.models import Reading
from wiki.queries.inbox import read_inbox
from wiki.queries.reading_list import get_to_read
from wiki.queries.surroundings import list_names
from wiki.sections import reading
from wiki.sections.tagged import view_tagged
from wiki.services.collections import save_shared
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.forms import refusal_status, refuse
from wiki.views.notices import notice_of, quoted_title, see_other
from wiki.views.publishing import is_only_hidden, opened_text, requested_state

bp = Blueprint("inbox", __name__)
AT = "/reading/inbox"


class InboxForm(ItemForm):
    """The fields that an incomplete reading lacks: takeaway and regions."""

    buttons = ("publish", "state")
    takeaway = ProseField("Takeaway")
    topics = ListField("Regions")


@bp.get(AT)
@author_only
def index() -> ResponseReturnValue:
    """Show the inbox with the form of one reading, by default the newest."""
    wanted, after = (request.args.get(name, 0, type=int) for name in ("reading", "after"))
    inbox = read_inbox(wanted=_valid_id(wanted), after=_valid_id(after))
    form = InboxForm(values=view_tagged(inbox.open), today=today()) if inbox.open else None
    return _page(inbox.open, form)


@bp.post(AT)
@author_only
def fill() -> ResponseReturnValue:
    """Save the takeaway and the regions of a reading, and go on to the next."""
    item = get_to_read(request.form.get("reading", 0, type=int))
    form = InboxForm(request.form, values=view_tagged(item), today=today())
    was_hidden = is_only_hidden(item)
    base = request.form.get("base", 0, type=int)
    if not form.validate():
        return _page(item, form, base=base, status=refusal_status(form))
    try:
        values = form.values | requested_state(reading.SECTION, item)
        change = save_shared(reading.SECTION, item, values, signature(), base=base)
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return _page(item, form, base=base, status=422)
    except Conflict:
        db.session.rollback()
        return _page(item, form, status=409)
    db.session.commit()
    text = f"Saved {quoted_title(item)}." + opened_text(item, was_hidden=was_hidden)
    return see_other(url_for("inbox.index", after=item.id), notice_of(text, change, AT))


def _valid_id(item_id: int) -> int:
    """Return a number that may be an id, 0 for one that is too large for the database."""
    return item_id if 0 < item_id <= LARGEST else 0


def _page(
    item: Reading | None, form: InboxForm | None, *, base: int | None = None, status: int = 200
) -> ResponseReturnValue:
    """Answer with the inbox and one open form; where it is 409, with what was saved meanwhile."""
    last = last_revision("reading", item.id) if item else None
    inbox = read_inbox(wanted=item.id if item else 0)
    html = render_template(
        "reading/inbox.html",
        inbox=inbox,
        item=item,
        form=form,
        base=base if base is not None or not item else version("reading", item.id),
        theirs=view_tagged(item) if item and status == 409 else None,
        at=last.change.at if last else None,
        names=list_names(),
    )
    return html, status
