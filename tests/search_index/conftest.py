"""Indexes to test: every backend is handed to the same contract."""

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import create_engine

from search_index import Document, Index, meaning, open_index, postgresql, rebuild
from tests.postgres import fresh_database

EVERYONE = frozenset({"everyone"})


def role(name: str, title: str, **more) -> Document:
    """A role that everyone may find."""
    return Document(
        id=f"role:{name}", kind="role", title=title, **{"audience": ["everyone"], **more}
    )


@pytest.fixture
def whoosh_index(tmp_path) -> Callable[[Iterable[Document]], Index]:
    def make(documents: Iterable[Document]) -> Index:
        rebuild(tmp_path / "index", documents)
        return open_index(tmp_path / "index")

    return make


@pytest.fixture(scope="session")
def tables():
    """A database with the tables of the index."""
    engine = create_engine(fresh_database())
    postgresql.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_index(tables) -> Callable[[Iterable[Document]], Index]:
    def make(documents: Iterable[Document]) -> Index:
        postgresql.rebuild(tables, documents)
        return postgresql.open_index(tables)

    return make


@pytest.fixture
def words_alone(whoosh_index, monkeypatch) -> Callable[[Iterable[Document]], Index]:
    """Without the subword table."""
    monkeypatch.setattr(meaning, "tools", lambda: None)
    return whoosh_index


@pytest.fixture(params=["whoosh_index", "words_alone", "postgres_index"])
def make_index(request) -> Callable[[Iterable[Document]], Index]:
    """Makes an index that holds exactly the documents given; one per backend."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def roles() -> list[Document]:
    """A small catalogue with every part of a document in use."""
    return [
        role(
            "driver",
            "Bus driver",
            aliases=["Coach operator", "Transit operator"],
            body="Drives passengers through Port Ashby in all weathers. Speaks with riders.",
            keywords=["Passenger safety", "Defensive driving"],
            facets={"family": ["Transit"], "location": ["Harbour", "Hill"]},
            codes=["53-3052.00"],
        ),
        role(
            "planner",
            "Transit planner",
            aliases=["Network designer"],
            body="Plans routes and timetables.",
            keywords=["GIS", "Python"],
            facets={"family": ["Transit"], "location": ["Harbour"]},
        ),
        role(
            "librarian",
            "Librarian",
            aliases=["Media Specialist"],
            body="Runs a branch, chooses books, helps people plan their reading.",
            keywords=["Cataloguing"],
            facets={"family": ["Libraries"], "location": ["Hill"]},
        ),
        role(
            "developer",
            "C++ developer",
            aliases=["C# programmer", ".NET engineer"],
            keywords=["R", "SQL"],
            facets={"family": ["Digital"]},
        ),
        role(
            "secret",
            "Zeppelin captain",
            body="Not announced yet: drives an airship.",
            facets={"family": ["Aviation"], "location": ["Hill"]},
            audience=["hr"],
        ),
        Document(
            id="skill:python", kind="skill", title="Python", aliases=["Py"], audience=["everyone"]
        ),
    ]
