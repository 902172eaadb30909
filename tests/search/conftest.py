"""A small town that can be searched."""

import pytest

from portal.search import indexing
from tests.index import in_step
from tests.pathways.catalogue import Town


@pytest.fixture
def folder(app):
    return app.config["SETTINGS"].index_folder


@pytest.fixture
def town(cast, folder):
    made = Town(cast)
    in_step(folder)
    yield made
    indexing.forget(folder)
