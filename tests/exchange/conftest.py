"""What several tests of imports need."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.writers import check_journal, inside


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """The context of the app; at the end of the test the journal has to agree with the rows."""
    with inside(app):
        yield
        check_journal()
