"""What all apps of a test run share: compiled addresses, templates and SQL.

Each test has an app of its own, with the same addresses, templates and statements as all others.
Compiling these took longer than most tests.
"""

from typing import Any

from flask import Flask, url_for
from flask.templating import Environment
from sqlalchemy import Engine
from werkzeug.routing import Rule

from wiki.db import db

_environments: list[Environment] = []
_engines: list[Engine] = []


def share_compiled(app: Flask) -> None:
    """Let an app use what the first app of this process compiled."""
    _share_templates(app)
    with app.app_context():
        _share_statements(db.engine)


def compile_addresses_once() -> None:
    """Let Werkzeug compile the function that builds an address once for all apps.

    The function depends on nothing but the text of the rule: it is given the rule at every call.
    """
    compile_builder = Rule._compile_builder
    compiled: dict[tuple[object, ...], Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = builder  # type: ignore[method-assign,assignment]


def _share_templates(app: Flask) -> None:
    if not _environments:
        app.jinja_env.globals["url_for"] = url_for  # of the app that answers, not of this one
        del app.jinja_env.globals["config"]  # of this one; no template uses it
        _environments.append(app.jinja_env)
    app.jinja_env = _environments[0]


def _share_statements(engine: Engine) -> None:
    """SQLAlchemy keeps compiled statements by dialect, in the engine."""
    if not _engines:
        _engines.append(engine)
    engine.dialect = _engines[0].dialect
    engine._compiled_cache = _engines[0]._compiled_cache
