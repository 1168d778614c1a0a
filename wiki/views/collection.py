"""The verbs over readings and essays from outside a topic page, written once for both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.forms.item_form import ItemForm
from wiki.journal import last_revision, version
from wiki.queries.duplicates import refuse_known
from wiki.sections import Section
from wiki.sections.tagged import view_tagged
from wiki.services.collections import add_shared, delete_shared, save_shared
from wiki.services.once import FormToken, find_added_item
from wiki.views.context import signature, today
from wiki.views.forms import refuse
from wiki.views.publishing import asked_state, said_saved
from wiki.views.tokens import kept_once, new_once, sent_once
from wiki.views.topic_page import notice_of, see_other


@dataclass(frozen=True)
class Collection:
    """A collection of shared items: its section and the beginning of its addresses."""

    section: Section
    endpoint: str

    def new(self) -> ResponseReturnValue:
        """Open the form for a new item, with values from the query string."""
        names = self.section.fields
        values: dict[str, Any] = {n: request.args[n] for n in names if n in request.args}
        if "topics" in values:
            values["topics"] = values["topics"].split(",")
        if "read_on" in names:
            values.setdefault("read_on", today().isoformat())
        return self._page(self.section.form(values=values, today=today()), None)

    def add(self) -> ResponseReturnValue:
        """Add an item."""
        once = sent_once()
        made = find_added_item(FormToken(self.section.kind, once))
        values = view_tagged(made) if made else None
        form = self.section.form(request.form, values=values, today=today())
        if not form.validate():
            return self._page(form, None, status=413 if form.is_too_long else 422)
        try:
            if "create" not in request.form and not made:
                refuse_known(self.section, form.values)
            values = form.values | asked_state(self.section, made)
            item, change = add_shared(self.section, values, signature(), once=once)
        except Invalid as error:
            return self._refused(form, None, error)
        except Conflict:
            return self._conflicted(form, made)
        db.session.commit()
        return self._saved(item, change, before="")

    def edit(self, item: Any) -> ResponseReturnValue:
        """Open the form of an item."""
        return self._page(self.section.form(values=view_tagged(item), today=today()), item)

    def save(self, item: Any) -> ResponseReturnValue:
        """Save an item."""
        form = self.section.form(request.form, values=view_tagged(item), today=today())
        base = request.form.get("base", 0, type=int)
        before = item.state
        if not form.validate():
            status = 413 if form.is_too_long else 422
            return self._page(form, item, base=base, status=status)
        try:
            values = form.values | asked_state(self.section, item)
            change = save_shared(self.section, item, values, signature(), base=base)
        except Invalid as error:
            return self._refused(form, item, error)
        except Conflict:
            return self._conflicted(form, item)
        db.session.commit()
        return self._saved(item, change, before=before)

    def delete(self, item: Any) -> ResponseReturnValue:
        """Delete an item with all its tags."""
        change = delete_shared(item, signature())
        db.session.commit()
        text = f"Deleted {self.section.noun} “{item.title}”. Undo available."
        index = url_for(f"{self.endpoint}.index")
        return see_other(index, notice_of(text, change, index))

    def _page(
        self,
        form: ItemForm,
        item: Any,
        *,
        base: int | None = None,
        offer: str = "",
        deleted: datetime | None = None,
        status: int = 200,
    ) -> ResponseReturnValue:
        kind = self.section.kind
        last = last_revision(kind, item.id) if item else None
        html = render_template(
            "collections/form.html",
            section=self.section,
            endpoint=self.endpoint,
            form=form,
            form_open={"offer": offer},
            item=item,
            base=base if base is not None or not item else version(kind, item.id),
            once=new_once() if deleted else kept_once(),
            theirs=view_tagged(item) if item and status == 409 else None,
            deleted=deleted,
            at=last.change.at if last else None,
        )
        return html, status

    def _conflicted(self, form: ItemForm, item: Any) -> ResponseReturnValue:
        """Answer 409 with both texts; for a deleted item, the form makes a new one."""
        db.session.rollback()
        if item.deleted_at is None:
            return self._page(form, item, status=409)
        if "slug" in form:
            form["slug"].data = ""  # the deleted item keeps its slug
        return self._page(form, None, deleted=item.deleted_at, status=409)

    def _refused(self, form: ItemForm, item: Any, error: Invalid) -> ResponseReturnValue:
        db.session.rollback()
        refuse(form, error)
        base = request.form.get("base", 0, type=int)
        return self._page(form, item, base=base, offer=error.offer, status=422)

    def _saved(self, item: Any, change: Any, *, before: str) -> ResponseReturnValue:
        address = url_for("links.item", letter=self.section.letter, item_id=item.id)
        return see_other(address, notice_of(said_saved(item, before), change, address))
