"""URL converters for slugs, sections, ids, pictures and cards."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from wiki.media.names import NAME
from wiki.sections import SECTIONS, Section, find_section


class SlugConverter(BaseConverter):
    """Matches a slug: lower-case letters, digits and hyphens.

    Earlier versions gave regions with very long titles slugs of up to a thousand characters.
    """

    regex = "[a-z0-9-]{1,1100}"


class SectionConverter(BaseConverter):
    """Matches the name of a section in an address, and converts it to the Section."""

    regex = "|".join(section.name for section in SECTIONS)

    def to_python(self, value: str) -> Any:
        """Return the section with this name."""
        return find_section(value)

    def to_url(self, value: Section | str) -> str:
        """Return the name of a section."""
        return value if isinstance(value, str) else value.name


class IdConverter(BaseConverter):
    """Matches a permanent id, up to the largest that the database can hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the id as a number."""
        return int(value)


class PictureConverter(BaseConverter):
    """Matches the name of a picture."""

    regex = NAME


class CardConverter(BaseConverter):
    """Matches the name of a sharing card: its subject and a digest."""

    regex = "(?:atlas|(?:region|[be])-[1-9][0-9]{0,17})-[0-9a-f]{16}"


def init_app(app: Flask) -> None:
    """Register the converters: slug, section, id, card and picture."""
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["section"] = SectionConverter
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["card"] = CardConverter
    app.url_map.converters["picture"] = PictureConverter
