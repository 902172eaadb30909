"""Saved searches tell what is new: in their rhythm, of what somebody may see, and never twice."""

import subprocess
import sys
import time
from datetime import datetime, timedelta
from random import Random
from urllib.parse import quote

import pytest

import search_index
from portal import clock
from portal.accounts.models import Account
from portal.db import db, lock, transaction
from portal.demo import catalogue
from portal.people.models import Person
from portal.roles.models import Role
from portal.saved import ledger, looked, rules
from portal.saved.models import Find, Rhythm, SavedSearch
from portal.search import alerts, telling, terms
from search_index import Document
from search_index.text import words
from tests.pathways.catalogue import role
from tests.racing import at_once
from tests.saved.conftest import finds, made, planner, saved, tick, told

pytestmark = pytest.mark.one_database


def test_what_is_new_is_told_at_once_and_once(app, cast, town):
    saved(cast.ada, "q=harbour+planners")
    saved(cast.mei, "q=gardening")
    planner(town)
    tick()
    tick()
    assert told(cast.ada) == ["1 new role for your search “harbour planners”"]
    assert told(cast.mei) == []


def test_what_was_there_before_is_new_to_nobody(app, cast, town):
    saved(cast.ada, "family=Outreach")

    def reword(session):
        row = session.get_one(Role, town.coordinator.id)
        row.summary = "Brings people together, in other words than before."
        return row

    made(reword)
    tick()
    assert told(cast.ada) == []


def test_a_role_that_changes_into_what_is_wanted_is_told(app, cast, town):
    saved(cast.ada, "q=falconry")

    def reword(session):
        row = session.get_one(Role, town.coordinator.id)
        row.responsibilities = "Falconry in the market hall"
        return row

    made(reword)
    tick()
    assert told(cast.ada) == ["1 new role for your search “falconry”"]


def test_there_and_back_again_is_not_told_twice(app, cast, town):
    saved(cast.ada, "level=3&q=planner")
    new = planner(town)
    tick()
    for level in (4, 3):

        def move(session, level=level):
            row = session.get_one(Role, new.id)
            row.level = level
            return row

        made(move)
        tick()
    assert len(told(cast.ada)) == 1


def test_one_notice_for_all_and_no_second_soon(app, cast, town):
    clock.fix(datetime(2026, 4, 15, 12).astimezone())
    saved(cast.ada, "q=planner")
    saved(cast.ada, "family=Outreach")
    planner(town)
    planner(town, "Second Planner")
    tick()
    assert told(cast.ada) == ["2 new roles for 2 of your saved searches"]
    planner(town, "Third Planner")
    clock.fix(clock.now() + timedelta(minutes=10))
    tick()
    assert len(told(cast.ada)) == 1
    clock.fix(clock.now() + timedelta(minutes=25))
    tick()
    assert len(told(cast.ada)) == 2


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [(Rhythm.DAILY, (15, 16)), (Rhythm.WEEKLY, (19, 20)), (Rhythm.NEVER, (30, None))],
)
def test_others_wait_for_their_morning(app, cast, town, rhythm, days):
    clock.fix(datetime(2026, 4, 15, 12).astimezone())  # a Wednesday
    saved(cast.ada, "q=planner", rhythm)
    planner(town)
    quiet, day = days
    clock.fix(datetime(2026, 4, quiet, 20).astimezone())
    tick()
    assert told(cast.ada) == []
    if day:
        clock.fix(datetime(2026, 4, day, 6, 59).astimezone())
        tick()
        assert told(cast.ada) == []
        clock.fix(datetime(2026, 4, day, 7, 1).astimezone())
        tick()
        assert told(cast.ada) == ["1 new role for your search “planner”"]


def no_longer_used(person, new):
    new.status = "retired"


def put_aside(person, new):
    looked.put_aside(person.id, new.id)


def ones_own(person, new):
    person.role_id = new.id


def gone(person, new):
    db.session.query(Account).filter_by(person_id=person.id).one().disabled_at = clock.now()


def other_words(person, new):
    new.title = new.summary = "Something else"


@pytest.mark.parametrize("change", [no_longer_used, put_aside, ones_own, gone, other_words])
def test_what_may_be_told_is_asked_when_it_is_told(app, cast, town, change):
    saved(cast.ada, "q=planner")
    new = planner(town)
    assert alerts.find(alerts._books()) == 1
    with transaction() as session:
        change(session.get_one(Person, cast.ada.id), session.get_one(Role, new.id))
    with transaction():
        alerts.ask({f"role:{new.id}"})
    tick()
    assert told(cast.ada) == []
    assert finds() == 0


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("move=up", True),
        ("move=field", False),
        ("match=70", False),
        ("match=50", True),
        ("move=up&move=field", True),
    ],
)
def test_filters_that_depend_on_the_person(app, cast, town, query, fits):
    with transaction() as session:
        session.get_one(Person, cast.ada.id).role_id = town.officer.id
    saved(cast.ada, f"q=planner&{query}")
    planner(town)
    tick()
    assert bool(told(cast.ada)) == fits


def test_a_search_that_was_removed_tells_nothing(app, cast, town):
    search = saved(cast.ada, "q=planner")
    planner(town)
    assert alerts.find(alerts._books()) == 1
    with transaction():
        rules.remove(lock(SavedSearch, search.id))
    tick()
    assert told(cast.ada) == []


def test_two_workers_tell_once(app, cast, town):
    """Both look at the same roles and tell the same people at one moment."""
    people = [cast.ada, cast.mei, cast.manu, cast.sam]
    for person in people:
        saved(person, "q=planner")
        saved(person, "family=Outreach")
    made(lambda _: [role(f"Planner {n}", town.outreach, 3) for n in range(5)])

    def work():
        with app.app_context():
            tick()

    assert at_once([work] * 4) == [None] * 4
    tick()
    for person in people:
        assert told(person) == ["5 new roles for 2 of your saved searches"]
    assert finds() == 40
    assert db.session.query(Find).filter(Find.told_at.is_(None)).count() == 0


def test_a_crash_between_the_steps_loses_and_repeats_nothing(app, cast, town, monkeypatch):
    saved(cast.ada, "q=planner")
    planner(town)
    for step in ("_write", "_books"):
        with monkeypatch.context() as broken:
            broken.setattr(alerts, step, lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                tick()
    with monkeypatch.context() as broken:
        broken.setattr(telling.notices, "tell", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tick()
    tick()
    tick()
    assert len(told(cast.ada)) == 1


def test_only_so_many_of_one_search_wait(app, cast, town, monkeypatch):
    monkeypatch.setattr(alerts, "MOST_WAITING", 3)
    saved(cast.ada, "q=planner", Rhythm.DAILY)
    made(lambda _: [role(f"Planner {n}", town.outreach, 3) for n in range(9)])
    while alerts.find(alerts._books()):
        pass
    assert finds() == 3


def document(text):
    return Document(id="role:x", kind="role", title=text, facets={"level": ["3"]})


@pytest.mark.parametrize(
    ("query", "text", "fits"),
    [
        ("q=drivers", "Bus Driver", True),
        ("q=the+bus+driver", "Bus Driver", True),
        ("q=bus+driver", "Bus Cleaner", False),
        ("q=Résumé", "resume clerk", True),
        ("q=one+two+three+four", "one two three", True),
        ("q=one+two+three+four", "one two", False),
        ("q=the", "The Lead", False),
        ("level=3&level=4", "Anything", True),
        ("level=4", "Anything", False),
        ("q=bus&level=3&family=Transit", "bus", False),
        ("q=🚌", "bus", False),
    ],
)
def test_what_a_search_finds_in_a_document(query, text, fits):
    has = terms.of(document(text))
    assert terms.needed(query).in_(has) == fits
    assert list(terms.Book([("key", query)]).finding(has, frozenset())) == ["key"] * fits


def test_terms_are_kept_as_they_are():
    has = terms.of(document("Bus driver"))
    assert terms.unpack(terms.pack(has)) == has
    assert terms.unpack(None) is None
    assert terms.unpack(b"") == frozenset()


WORKER = """
import json, sys
from pathlib import Path
from portal import clock, create_app
from portal.search import alerts
from tests.conftest import settings_for
app = create_app(settings_for(Path(sys.argv[1]), sys.argv[2]))
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    while alerts.find(alerts._books()) or True:
        alerts.tick(clock.now())
"""


def worker(app):
    """A process that looks and tells until it is killed; it begins when it is told to."""
    settings = app.config["SETTINGS"]
    command = [sys.executable, "-c", WORKER, str(settings.instance), settings.database_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **pipes)


def test_workers_that_are_killed_tell_everybody_once(app, cast, town, monkeypatch):
    """Two at a time, killed at any moment, round after round."""
    monkeypatch.setattr(telling, "GATHER", timedelta(0))
    people = [cast.ada, cast.mei, cast.manu, cast.hana, cast.alex, cast.sam]
    for person in people:
        for query in ("q=planner", "q=harbour", "level=3", "family=Outreach"):
            saved(person, query)
    made(lambda _: [role(f"Harbour Planner {n}", town.outreach, 3) for n in range(90)])
    rounds = [(0.05, [worker(app), worker(app)]), (0.2, [worker(app), worker(app)])]
    for seconds, both in rounds:
        for one in both:
            assert one.stdout.readline() == "ready\n"
            one.stdin.write("\n")
            one.stdin.flush()
        time.sleep(seconds)
        for one in both:
            one.kill()
            one.communicate()
    for _ in range(8):
        tick()
    for person in people:
        listed = [int(words.split()[0]) for words in told(person)]
        assert sum(listed) == 90, listed
    assert finds() == len(people) * 4 * 90


def test_what_is_told_is_also_found_by_the_search(tmp_path):
    """Whoever follows a notice to the search finds the role there."""
    documents = [
        Document(
            id=f"role:{n}", kind="role", title=one.title, aliases=one.also,
            body=" ".join([one.summary, *one.does]), keywords=[*one.needs, *one.helps],
            facets={"level": [str(one.level)]}, audience=["everyone"],
        )
        for n, one in enumerate(catalogue.roles())
    ]  # fmt: skip
    search_index.rebuild(tmp_path, documents)
    index = search_index.open_index(tmp_path)
    has = {one.id: terms.of(one) for one in documents}
    rng, told_of = Random(7), 0
    for _ in range(300):
        one = rng.choice(documents)
        listed = [*words(one.title), *words(one.body), *words(" ".join(one.keywords))]
        text = " ".join(rng.choices(listed, k=rng.randint(1, 6)))
        found = {hit.id for hit in index.search(text, audiences=["everyone"], limit=1000).hits}
        fitting = {key for key, kept in has.items() if terms.needed(f"q={quote(text)}").in_(kept)}
        assert fitting <= found, text
        told_of += len(fitting)
    assert told_of > 300


def test_a_find_goes_in_time_and_is_told_no_second_time(app, cast, town):
    search, other = saved(cast.ada, "q=falconry"), None
    coordinator = town.coordinator.id

    def say(words):
        def reword(session):
            row = session.get_one(Role, coordinator)
            row.summary = words
            return row

        made(reword)
        tick()

    say("Brings falconry to the squares.")
    assert len(told(cast.ada)) == 1
    ledger.fold(clock.now() - timedelta(days=1))
    assert finds() == 1
    ledger.fold(clock.now() + timedelta(days=1))
    assert finds() == 0
    say("Brings people together.")
    say("Brings falconry to the squares again.")
    assert finds() == 0
    other = saved(cast.ada, "q=falconry+squares")
    say("Brings people together.")
    say("Brings falconry to the squares once more.")
    assert [find.search_id for find in db.session.query(Find)] == [other.id]
    assert len(told(cast.ada)) == 1  # another search of hers told of it
    ledger.fold(clock.now() + timedelta(days=1))
    assert ledger.of_person(cast.ada.id) == {ledger.mark(coordinator)}
    assert set(ledger.of_searches({search.id, other.id})) == {search.id, other.id}


def test_what_waits_to_be_told_does_not_go(app, cast, town):
    saved(cast.ada, "q=harbour+planners", Rhythm.WEEKLY)
    changed = saved(cast.mei, "q=harbour+planners", Rhythm.WEEKLY)
    planner(town)
    alerts.find(alerts._books())
    assert finds() == 2
    changed.rhythm = Rhythm.NEVER
    db.session.commit()
    ledger.fold(clock.now() + timedelta(days=1))
    assert finds() == 1
    assert ledger.of_person(cast.ada.id) == frozenset()
