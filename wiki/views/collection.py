"""The verbs over readings and essays outside a topic page, written once for both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.forms.item_form import ItemForm
from wiki.journal import Signature, last_revision, version
from wiki.models import DRAFT, NextVersion
from wiki.queries.duplicates import refuse_known
from wiki.queries.resolvers import resolver
from wiki.queries.sent_forms import FormToken, find_added_item
from wiki.queries.surroundings import list_names
from wiki.sections import Section
from wiki.sections.tagged import view_tagged
from wiki.services.collections import add_shared, delete_shared, save_shared
from wiki.views.context import is_htmx, signature
from wiki.views.effect_forms import EffectForms, FormOver, named_topics
from wiki.views.forms import refusal_status, refuse, report_duplicate
from wiki.views.next_form import (
    SAVED,
    NextForm,
    asks_for_next_version,
    begun_on,
    check_sent,
    close_published,
    find_other,
    requested_next,
    sent_next,
    store_next_version,
)
from wiki.views.notices import Notice, is_restored, notice_of, quoted_title, see_other
from wiki.views.publishing import is_only_hidden, opened_text, saved_text
from wiki.views.refusals import DELETED_ALREADY
from wiki.views.section_requests import requested_values, typed_values
from wiki.views.status_line import restored_instead
from wiki.views.tokens import new_once, reused_once, sent_once
from wiki.visibility import AUTHOR


@dataclass(frozen=True)
class Collection:
    """A collection of shared items: its section, and the endpoint that its addresses begin with.

    A form shows what an item can set off in the regions it was opened with. To show the same for
    regions picked since, it is sent to `?show=1`; the answer is the form, and nothing is saved.
    """

    section: Section
    endpoint: str
    form_for_topics: FormOver | None = None

    @property
    def _forms(self) -> EffectForms:
        return EffectForms(self.section, self.form_for_topics)

    def new(self, shared: Mapping[str, str] | None = None) -> ResponseReturnValue:
        """Open the form for a new item, with values from the query string.

        `shared` are values from another page or program, by field, and take precedence.
        """
        values = requested_values(self.section) | dict(shared or {})
        if "topics" in values:
            values["topics"] = values["topics"].split(",")
        form = self._forms.of(named_topics(values.get("topics", ())), values)
        return self._page(form, None, offer=report_duplicate(self.section, form))

    def add(self) -> ResponseReturnValue:
        """Add an item from the sent form, or answer with the form again."""
        once = sent_once()
        earlier = find_added_item(FormToken(self.section.kind, once))
        values = view_tagged(earlier) if earlier else None
        form = self._forms.sent(values, earlier)
        if "show" in request.args:
            return self._page(form, None, status=422 if form.errors else 200)
        if not form.validate():
            return self._page(form, None, status=refusal_status(form))
        if "preview" in request.form:
            return self._page(form, None)
        try:
            if "create" not in request.form and not earlier:
                refuse_known(self.section, form.values)
            values = typed_values(self.section, form, earlier, is_new=True)
            by = _by(form)
            item, change = add_shared(self.section, values, by, once=once, form_values=form.data)
        except Invalid as error:
            return self._refused(form, None, error)
        except Conflict:
            return self._conflicted(form, earlier)
        db.session.commit()
        if "again" in request.form:
            return self._another(item, change)
        text = restored_instead(item) if is_restored(item) else saved_text(item, "")
        return self._saved(item, change, text)

    def fill_in(self, values: Mapping[str, str], message: str) -> ResponseReturnValue:
        """Answer 422 with the sent form, its empty fields filled in from `values`; save nothing.

        The message is shown at the first field that was filled in.
        """
        form = self._forms.sent(None, None)
        names = [name for name in values if values[name] and not request.form.get(name)]
        for name in names:
            form[name].data = values[name]
        form.refuse(names[0], message)
        return self._page(form, None, status=422)

    def edit(self, item: Any) -> ResponseReturnValue:
        """Open the form with an item's values, or with those of its next version."""
        next_form = requested_next(self.section, item)
        form = self._forms.of(item.live_topics, view_tagged(item) | next_form.values, item)
        return self._page(form, item, base=begun_on(next_form, item), next=next_form)

    def save(self, item: Any) -> ResponseReturnValue:
        """Save an item from the sent form, or keep the form as its next version."""
        form = self._forms.sent(view_tagged(item), item)
        base = request.form.get("base", 0, type=int)
        before, was_hidden = item.state, is_only_hidden(item)
        if "show" in request.args:
            return self._page(form, item, base=base, status=422 if form.errors else 200)
        if not form.validate():
            return self._page(form, item, base=base, status=refusal_status(form))
        if "preview" in request.form:
            return self._page(form, item, base=base)
        try:
            sent = sent_next(self.section, item)
            if asks_for_next_version(self.section, item):
                return self._store_next(item, form, sent, base=base)
            values = typed_values(self.section, form, item)
            by = _by(form)
            check_sent(item, sent)
            change = save_shared(self.section, item, values, by, base=base, form_values=form.data)
        except Invalid as error:
            return self._refused(form, item, error)
        except Conflict:
            return self._conflicted(form, item, base=base)
        close_published(item, form, sent, change)
        db.session.commit()
        text = saved_text(item, DRAFT if sent.is_open else before)
        return self._saved(item, change, text + opened_text(item, was_hidden=was_hidden))

    def delete(self, item: Any) -> ResponseReturnValue:
        """Delete an item with all its tags; an item deleted already stays deleted."""
        change = delete_shared(item, signature())
        db.session.commit()
        text = f"Deleted {self.section.noun} {quoted_title(item)}. Undo available."
        index = url_for(f"{self.endpoint}.index")
        return see_other(index, notice_of(text if change else DELETED_ALREADY, change, index))

    def _page(
        self,
        form: ItemForm,
        item: Any,
        *,
        base: int | None = None,
        offer: str = "",
        deleted: datetime | None = None,
        next: NextForm | None = None,
        other: NextVersion | None = None,
        status: int = 200,
    ) -> ResponseReturnValue:
        kind = self.section.kind
        last = last_revision(kind, item.id) if item else None
        alone = is_htmx() and "show" in request.args
        html = render_template(
            "collections/_form.html" if alone else "collections/form.html",
            section=self.section,
            endpoint=self.endpoint,
            form=form,
            form_open={"offer": offer},
            surroundings={"names_in_lists": list_names()},
            shows_effects=bool(self.form_for_topics),
            asked="show" in request.args,
            preview="preview" in request.form,
            minor="minor" in request.form,
            resolve=resolver(reader=AUTHOR),
            htmx=alone,
            item=item,
            base=base if base is not None or not item else version(kind, item.id),
            once=new_once() if deleted else reused_once(),
            next=next or sent_next(self.section, item),
            theirs=_other_text(item, other) if item and status == 409 else None,
            of_next=bool(other),
            deleted=deleted,
            at=other.saved_at if other else last.change.at if last else None,
        )
        return html, status

    def _conflicted(self, form: ItemForm, item: Any, *, base: int = 0) -> ResponseReturnValue:
        """Answer 409 with both texts; for a deleted item, the form makes a new one.

        Where a next version was saved since, that is the other text, and `base` is the version
        which the author's was begun on.
        """
        db.session.rollback()
        sent = sent_next(self.section, item)
        if (other := find_other(self.section, item, sent)) and item.deleted_at is None:
            next_form = replace(sent, number=other.number)
            return self._page(form, item, base=base, next=next_form, other=other, status=409)
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

    def _store_next(
        self, item: Any, form: ItemForm, sent: NextForm, *, base: int
    ) -> ResponseReturnValue:
        """Keep a form as the item's next version, which alters nothing that is published.

        Raises Conflict.
        """
        if item.deleted_at:
            raise Conflict
        store_next_version(item, form, sent, base=base)
        db.session.commit()
        return see_other(self.section.page(item) if self.section.page else "/", Notice(text=SAVED))

    def _another(self, item: Any, change: Any) -> ResponseReturnValue:
        """Open the form for another item, with the same regions."""
        names = ",".join(view_tagged(item)["topics"])
        text = f"Added {quoted_title(item)}."
        notice = notice_of(text, change, url_for(f"{self.endpoint}.index"))
        return see_other(url_for(f"{self.endpoint}.new", topics=names or None), notice)

    def _saved(self, item: Any, change: Any, text: str) -> ResponseReturnValue:
        address = url_for("links.item", letter=self.section.letter, item_id=item.id)
        return see_other(address, notice_of(text, change, address))


def _other_text(item: Any, other: NextVersion | None) -> Any:
    """Return what a form would overwrite: another next version, or else what is published."""
    return other.typed if other else view_tagged(item)


def _by(form: ItemForm) -> Signature:
    """Return the signature, with the reason that the form gives, and whether the edit is minor."""
    return replace(signature(), reason=form.data.get("reason", ""), minor="minor" in request.form)
