"""A form field for what is no sentence: a part of an address, a key, a code."""

from wiki.forms.fields import EXACT, LineField


class CodeField(LineField):
    """A form field for one word that means exactly what is typed: nothing corrects it."""

    keyboard = EXACT | {"autocorrect": "off", "spellcheck": "false"}
