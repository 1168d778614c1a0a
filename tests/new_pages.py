"""Regions and areas for tests, made without the token of a form."""

from typing import Any

from wiki.journal import Signature
from wiki.models import Area, Topic
from wiki.services.new_pages import create_area_once, create_topic_once


def create_topic(values: dict[str, Any], by: Signature) -> Topic:
    """Make a topic, and its area if that is new. Raises Invalid."""
    return create_topic_once(values, by, once="")[0]


def create_area(values: dict[str, Any], by: Signature) -> Area:
    """Make an area. Raises Invalid."""
    return create_area_once(values, by, once="")[0]
