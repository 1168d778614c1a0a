"""Forms of readings and essays that show what an item can set off in its regions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from wiki.errors import Invalid
from wiki.forms.fields import ListField
from wiki.forms.item_form import ItemForm
from wiki.models import Topic
from wiki.queries.names import find_topic, join_typed_names
from wiki.queries.plain_words import words_for
from wiki.queries.topic_by_name import get_named_topics
from wiki.sections import Section
from wiki.text import ReadWords
from wiki.views.context import today
from wiki.views.forms import refuse
from wiki.visibility import AUTHOR

# In how many regions a form shows effects: with more it would be too long to fill in.
MOST = 3
# Takes topics; returns the class of a form that also asks for what an item sets off in them.
FormOver = Callable[[Sequence[Topic], ReadWords, Any], type[ItemForm]]


@dataclass(frozen=True)
class EffectForms:
    """The forms of one kind of item, for a kind that may set off effects in some regions.

    `over` returns the form's class with the effects in given regions; it is None for a kind of item
    that sets off nothing.
    """

    section: Section
    over: FormOver | None = None

    def of(self, topics: Sequence[Topic], values: Any, item: Any = None) -> ItemForm:
        """Return the form of an item with these values, and what it can set off in these topics."""
        read = words_for(AUTHOR)
        form = self.over(topics[:MOST], read, item) if self.over else self.section.form
        return form(values=values, today=today())

    def sent(self, values: Any, item: Any) -> ItemForm:
        """Return the sent form, with the effects in those topics for which it showed them.

        With `?show=1` these are the topics that it names now.
        """
        if not self.over:
            return self.section.form(request.form, values=values, today=today())
        sent = ListField.split(request.form.getlist("topics"))
        shown_topics = ListField.split(request.form.getlist("shown"))
        shows = "show" in request.args
        names = sent if shows or "shown" not in request.form else shown_topics
        form_here = self.over(named_topics(names), words_for(AUTHOR), item)
        form = form_here(request.form, values=values, today=today())
        if shows:
            refuse_unknown(form, sent)
        return form


def refuse_unknown(form: ItemForm, names: Sequence[str]) -> None:
    """Add an error to a form that names topics that do not exist; nothing is saved yet."""
    try:
        get_named_topics(join_typed_names(names))
    except Invalid as error:
        refuse(form, error)


def named_topics(names: Sequence[str]) -> list[Topic]:
    """Return the topics of the first MOST names, each once; unknown names are left out."""
    first = list(dict.fromkeys(join_typed_names(names)))[:MOST]
    return list(dict.fromkeys(topic for topic in map(find_topic, first) if topic))
