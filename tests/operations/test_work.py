"""The worker: what it does once, what it tries again, what it catches up on."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock, outbox, timed, turnstile, work
from portal.db import db, transaction
from portal.guard import Once
from portal.outbox import INDEX, LAST_TRY, OutboxRow
from portal.people.models import Person
from portal.search import indexing


@pytest.fixture
def folder(app):
    folder = app.config["SETTINGS"].index_folder
    shutil.rmtree(folder, ignore_errors=True)
    indexing.forget(folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    indexing.forget(folder)


def rows():
    db.session.rollback()
    return db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()


def names(folder, words):
    index = indexing.index(folder)
    return [hit.id for hit in index.search(words, audiences={"everyone"}).hits]


def test_a_change_is_found_after_one_round(app, cast, folder):
    work.once()
    assert rows() == []
    assert names(folder, "Halvorsen") == [f"person:{cast.mei.id}"]
    with transaction() as session:
        session.get(Person, cast.mei.id).name = "Mei Zimmermann"
    work.drain(work.Index(folder))
    assert names(folder, "Zimmermann") == [f"person:{cast.mei.id}"]
    assert names(folder, "Halvorsen") == []


def test_a_row_written_meanwhile_stays(app, cast, folder, monkeypatch):
    """The batch forgets exactly the rows it read."""
    work.once()
    outbox.put(INDEX, f"person:{cast.mei.id}")
    db.session.commit()
    apply = indexing.apply

    def meanwhile(where, refs):
        apply(where, refs)
        with transaction():
            outbox.put(INDEX, f"person:{cast.mei.id}")

    monkeypatch.setattr(indexing, "apply", meanwhile)
    work.drain(work.Index(folder))
    assert [row.ref for row in rows()] == [f"person:{cast.mei.id}"]


@pytest.mark.parametrize("harm", ["removed", "garbled", "emptied"])
def test_a_harmed_index_is_built_again(app, cast, folder, harm):
    work.once()
    if harm == "removed":
        shutil.rmtree(folder)
    else:
        for file in folder.glob("build-*/*"):
            file.write_bytes(b"" if harm == "emptied" else b"spoilt" * 100)
    work.Index(folder).mend()
    assert names(folder, "Halvorsen") == [f"person:{cast.mei.id}"]


def test_an_index_of_other_data_is_built_again(app, cast, folder):
    work.once()
    with transaction() as session:
        session.execute(OutboxRow.__table__.delete())
        session.execute(Person.__table__.update().where(Person.id == cast.mei.id).values(name="Bo"))
        session.execute(Person.__table__.delete().where(Person.id == cast.sam.id))
    work.Index(folder).mend()
    assert names(folder, "Stranger") == []


def test_a_job_that_fails_waits_longer_each_time_and_is_then_left(app, folder, monkeypatch):
    tried = []

    def fail(ref):
        tried.append(ref)
        raise ValueError("private words")

    monkeypatch.setitem(work.HANDLERS, "notify.test", fail)
    outbox.put("notify.test", "7")
    db.session.commit()
    index = work.Index(folder)
    waits = []
    for _ in range(LAST_TRY + 3):
        work.drain(index)
        row = rows()[0]
        waits.append(row.due_at - clock.now())
        clock.fix(clock.now() + timedelta(hours=1))
    assert len(tried) == LAST_TRY
    assert timedelta(seconds=1) < waits[0] < waits[1] < waits[2]
    assert row.error == "ValueError"


def test_a_job_and_the_end_of_its_row_are_one_transaction(app, cast, folder, monkeypatch):
    def half(_ref):
        db.session.get(Person, cast.ada.id).name = "Half Done"
        db.session.flush()
        raise RuntimeError

    monkeypatch.setitem(work.HANDLERS, "notify.test", half)
    outbox.put("notify.test", "7")
    db.session.commit()
    work.drain(work.Index(folder))
    db.session.expire_all()
    assert db.session.get(Person, cast.ada.id).name == "Ada Okafor"
    assert [row.kind for row in rows() if row.kind != INDEX] == ["notify.test"]


def test_one_unreadable_document_holds_no_other_up(app, cast, folder, monkeypatch):
    work.once()
    apply, bad = indexing.apply, f"person:{cast.sam.id}"

    def fail(where, refs):
        if bad in refs:
            raise ValueError
        apply(where, refs)

    monkeypatch.setattr(indexing, "apply", fail)
    for person in (cast.sam, cast.ada):
        outbox.put(INDEX, f"person:{person.id}")
    db.session.commit()
    work.drain(work.Index(folder))
    assert [(row.ref, row.tries) for row in rows()] == [(bad, 1)]


def test_timed_work_is_done_once_in_its_time_and_caught_up_on(app, monkeypatch):
    done = []
    daily = timed.Timed("x", timedelta(days=1), done.append, after=timedelta(hours=2))
    monkeypatch.setattr(work, "TIMED", (daily,))
    start = clock.now().replace(hour=1, minute=0)
    for hours, times in [(0, 1), (0.5, 1), (1.5, 2), (20, 2), (26, 3), (26 + 24 * 30, 4)]:
        clock.fix(start + timedelta(hours=hours))
        work.run_timed()
        assert len(done) == times, hours


def test_timed_work_that_fails_is_tried_later_and_holds_no_other_up(app, monkeypatch):
    tried, done = [], []

    def fail(now):
        tried.append(now)
        raise ValueError

    hour = timedelta(hours=1)
    monkeypatch.setattr(
        work, "TIMED", (timed.Timed("a", hour, fail), timed.Timed("b", hour, done.append))
    )
    clock.fix(clock.now())
    work.run_timed()
    work.run_timed()
    clock.fix(clock.now() + timed.RETRY)
    work.run_timed()
    assert len(tried) == 2
    assert done


def test_answered_posts_and_old_sessions_are_forgotten(app, cast, ada, folder):
    for days in (1, 31):
        at = clock.now() - timedelta(days=days)
        db.session.add(Once(key=f"k{days}", person_id=cast.ada.id, location="/", at=at))
    db.session.commit()
    work.run_timed()
    assert db.session.scalars(select(Once.key)).all() == ["k1"]


def test_only_one_works_at_a_time(app):
    with turnstile.alone("work", wait=False) as first:
        assert first is not None
        assert first.still()
        with turnstile.alone("work", wait=False) as second:
            assert second is None
    with turnstile.alone("work", wait=False) as third:
        assert third is not None
