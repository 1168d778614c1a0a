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
from wiki.installation import PACKAGE
from wiki.views import compiled_templates

# What compiling gives a rule: nothing alters it later. The last two are bound to the rule.
_BUILDERS = ("_build", "_build_unknown")
_MADE = ("_parts", "_trace", "_converters", "arguments", *_BUILDERS)
_environments: list[Environment] = []
_engines: list[Engine] = []


def share_compiled(app: Flask) -> None:
    """Let an app use what the first app of this process compiled."""
    _share_templates(app)
    with app.app_context():
        _share_statements(db.engine)


def compile_addresses_once() -> None:
    """Let Werkzeug compile the rule of an address once for all apps.

    What it makes depends on nothing but the rule and the kinds of its arguments. The functions
    that build an address are given the rule at every call.
    """
    compile_rule = Rule.compile
    compiled: dict[tuple[object, ...], dict[str, Any]] = {}

    def compile_once(rule: Rule) -> None:
        assert rule.map is not None
        text = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes)
        key = (*text, *sorted(rule.map.converters.items()))
        if key not in compiled:
            compile_rule(rule)
            compiled[key] = {name: getattr(rule, name) for name in _MADE}
        for name, value in compiled[key].items():
            setattr(rule, name, value)
        for name in _BUILDERS:
            setattr(rule, name, getattr(rule, name).__func__.__get__(rule, None))

    Rule.compile = compile_once  # type: ignore[method-assign,assignment]


def identify_program_once() -> None:
    """Look at the modules of this program once for all apps."""
    identify = compiled_templates.identify_program
    ours = identify(PACKAGE)
    compiled_templates.identify_program = lambda package: (
        ours if package == PACKAGE else identify(package)
    )


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
