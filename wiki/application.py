"""The application, assembled from its parts. Nothing is decided here."""

import gc

gc.disable()  # an import leaves next to nothing to collect, and looking for it takes a third of it

import os
from pathlib import Path

from flask import Flask
from flask_compress import Compress

from wiki import cli, config, installation, pagecache
from wiki.cards.folder import CardFolder
from wiki.config import Settings
from wiki.db import CONNECTIONS, db
from wiki.fetch import make_fetcher
from wiki.gate import Gate
from wiki.media.shelf import Shelf
from wiki.views import (
    archive,
    assets,
    caching,
    compiled_templates,
    converters,
    encodings,
    error_pages,
    notices,
    security,
    sign_in,
    template_files,
    templating,
)
from wiki.views.blueprints import BLUEPRINTS
from wiki.views.form_bodies import FormRequest

gc.freeze()  # what is imported stays: later collections, which stop a request, leave it out
gc.enable()


def create_app(instance: Path | None = None, environ: dict[str, str] | None = None) -> Flask:
    """Return the Flask app for a folder of data and environment variables.

    See `wiki.create_app` for the defaults.
    """
    variables = os.environ if environ is None else environ
    folder = instance or installation.data_folder(variables)
    app = Flask(
        installation.PACKAGE.name,
        instance_path=str(folder.absolute()),
        template_folder=str(installation.TEMPLATES),
        static_folder=str(installation.STATIC),
    )
    app.request_class = FormRequest
    settings = config.read(variables, folder)
    _configure(app, settings)
    # For a copy of the site that will be read at another address.
    app.extensions["atlas.at_address"] = lambda address: create_app(
        folder, {**variables, "WIKI_BASE_URL": address}
    )
    db.init_app(app)
    converters.init_app(app)
    caching.answer_conditions(app)  # runs after the next: each encoding has a tag of its own
    Compress(app)  # runs after the two below: answers are compressed last
    caching.init_app(app)
    assets.init_app(app)
    security.init_app(app)
    sign_in.init_app(app)
    template_files.init_app(app)
    templating.init_app(app)
    compiled_templates.init_app(app, settings)
    error_pages.init_app(app)
    archive.init_app(app)
    notices.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.register(app)
    app.wsgi_app = pagecache.wrap(app.wsgi_app, settings, debug=app.debug)  # type: ignore[method-assign, assignment]  # Flask's own way
    return app


def _configure(app: Flask, settings: Settings) -> None:
    """Give the app its settings, and the objects for the gate, pictures, cards and fetching."""
    app.extensions["atlas.settings"] = settings
    app.extensions["atlas.make"] = create_app  # a trial of a backup opens it in another app
    app.extensions["atlas.gate"] = Gate(settings.gate_path)
    app.extensions["atlas.pictures"] = Shelf(settings.media_path)
    app.extensions["atlas.cards"] = CardFolder(settings.cards_path)
    app.extensions["atlas.fetcher"] = make_fetcher(wanted=settings.fetch)
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # What was typed stands in no message of an error, and so in no log.
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": CONNECTIONS, "hide_parameters": True},
        COMPRESS_ALGORITHM=list(encodings.ENCODINGS),
        COMPRESS_BR_LEVEL=encodings.BROTLI_LEVEL,
        COMPRESS_MIMETYPES=templating.TEXT_TYPES,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
