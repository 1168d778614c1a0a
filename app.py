"""The WSGI application: what a server and the `flask` command import."""

from wiki import create_app

app = create_app()
