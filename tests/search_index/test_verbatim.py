"""What is quoted, and what is typed like a code, is said to stand word for word or not to."""

import pytest

from search_index import Document, ranking
from search_index.postgresql import answer
from tests.search_index.conftest import EVERYONE, role

ROLES = [
    role("named", "Clerk of refuse trucks", facets={"place": ["Hill"]}),
    role("within", "Harbour hand", body="Knows the driver’s logs, and minds the old sluice gate."),
    role(
        "apart", "Gate keeper", body="Opens a sluice. The gate is old, and logs are drivers' work."
    ),
    role("key", "Surveyor", keywords=["Tide tables (2025)"], codes=["X-12345"]),
    role("hidden", "Archivist", body="Keeps the secret ledger.", audience=["hr"]),
    Document("person:lu", "person", "Lu 7 Ortega", audience=["everyone"]),
]


@pytest.fixture
def index(make_index):
    return make_index(ROLES)


def said(index, text, **more):
    return index.search(text, **{"audiences": EVERYONE, "kinds": ["role"], **more})


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('"refuse trucks"', "named"),
        ('"old sluice gate"', "within"),
        ('"driver\'s logs" "sluice gate"', "within"),
        ('"tide tables"', "key"),
        ('"Tables 2025"', "key"),
        ("X-12345", "key"),
        ("2025", "key"),
        ('gate "old sluice"', "within"),
    ],
)
def test_what_stands_word_for_word_comes_first_wherever_it_stands(index, text, first):
    results = said(index, text)
    assert results.verbatim
    assert results.hits[0].id == f"role:{first}"


@pytest.mark.parametrize(
    "text",
    ['"gate sluice"', '"sluice gate is old"', "X-99999", '"refuse truck"', '"clerk" "sluice gate"',
     '"secret ledger"', "12345", '"harbour hand knows"'],
)  # fmt: skip
def test_what_stands_nowhere_is_said_to_be_only_near(index, text):
    assert not said(index, text).verbatim


def test_nothing_is_said_of_what_is_not_quoted(index):
    for text in ("gate sluice", "", "qqzzkk", "c++", '"', '""', "harbour 2 gate", '"of the"'):
        assert said(index, text).verbatim, text


def test_it_is_said_of_what_one_may_find_under_the_filters(index):
    assert said(index, '"secret ledger"', audiences={"hr"}).verbatim
    assert said(index, '"refuse trucks"', filters={"place": ["Hill"]}).verbatim
    assert not said(index, '"refuse trucks"', filters={"place": ["Harbour"]}).verbatim
    assert said(index, '"lu 7"', kinds=["person"]).verbatim
    assert not said(index, '"lu 8"', kinds=["person"]).verbatim


def test_nothing_is_said_of_what_was_not_read_through(make_index, monkeypatch):
    many = [
        role(
            f"one{n}",
            f"Clerk {n}",
            body="Minds the gate and the sluice." if n else "A sluice gate.",
        )
        for n in range(6)
    ]
    index = make_index(many)
    assert said(index, '"sluice gate"').verbatim
    assert not said(index, '"gate sluice"').verbatim
    for backend in (ranking, answer):
        monkeypatch.setattr(backend, "MOST", 4)
    assert said(index, '"sluice minds"').verbatim, "five have both words"
    assert not said(index, '"sluice x"').verbatim
