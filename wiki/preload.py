"""What the fork server does before it forks the first worker: it imports modules for all of them.

Nothing here may be lost in a fork: it opens no file and no connection, and starts no thread.
"""

import gc

import granian._loops
import granian.wsgi
from sqlalchemy.orm import configure_mappers

import wiki.application
import wiki.cli.server
import wiki.map.compose
import wiki.map.local

__all__ = ["granian", "wiki"]

configure_mappers()
gc.freeze()  # a worker's collections leave it out, so that its memory stays shared
