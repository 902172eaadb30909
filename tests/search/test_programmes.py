"""A programme of mentoring is found by those it is for, and tells nobody else that it is there."""

from portal import outbox
from portal.db import db, lock, transaction
from portal.people.models import Person
from portal.programmes.models import Programme
from portal.programmes.states import State
from portal.search import indexing
from tests.checking import Browser
from tests.index import in_step
from tests.programmes.conftest import make
from tests.search.test_kinds import options, text_of

HERE = "/mentorship/programmes/"


def test_a_programme_is_told_to_its_audience(app, ada, cast, folder):
    key = make(cast.hana, name="Lanternfish", parts=(("department", cast.permits.id.hex),))
    in_step(folder)
    found = ada.get("/search?q=lantern")
    assert f'href="{HERE}{key}"' in found.text
    assert "Mentoring · join until" in text_of(found)
    assert ada.statements <= 7
    assert list(options(ada.get("/search/suggest?q=lante", htmx=True))) == [
        "Programmes", "Search"
    ]  # fmt: skip
    assert ada.statements <= 6
    sam = Browser(app).sign_in(cast.sam)  # of another department
    for path in ("/search?q=lantern", "/search?q=lanternfsh", "/search/suggest?q=lante"):
        answer = sam.get(path, htmx="suggest" in path)
        assert "Lanternfish" not in answer.text
        assert HERE not in answer.text
    assert "Nothing found" in text_of(sam.get("/search?q=lanternfsh&kind=programme"))

    # Whoever moves into the department finds it at once: nobody waits for the index.
    with transaction():
        db.session.get_one(Person, cast.sam.id).department_id = cast.permits.id
    assert f"{HERE}{key}" in sam.get("/search?q=lantern").text


def test_a_programme_leaves_the_index_when_it_is_over(app, cast, folder):
    key = make(cast.hana, name="Lanternfish")
    in_step(folder)
    assert f"programme:{key}" in indexing.index(folder).ids("programme")
    with transaction():
        lock(Programme, key).state = State.CANCELLED
    refs = outbox.unwritten({f"programme:{key}"})
    assert refs == {f"programme:{key}"}
    indexing.apply(folder, refs)
    assert not indexing.index(folder).ids("programme")
    assert not indexing.differences(folder, content=True)
