"""The worker: what it does once, what it tries again, what it catches up on."""

import os
import time
from collections import namedtuple
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal import clock, outbox, timed, turnstile, work
from portal import db as dbs
from portal.admin import state
from portal.db import db, transaction
from portal.guard import Once
from portal.outbox import INDEX, LAST_TRY, OutboxRow
from portal.people.models import Person
from portal.personal import wiping
from portal.search import indexing, keeping
from search_index import IndexBusy
from tests.index import only_files, take_away


@pytest.fixture
def folder(app):
    folder = app.config["SETTINGS"].index_folder
    take_away(folder)
    yield folder
    take_away(folder)


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

    def meanwhile(where, refs, then):
        apply(where, refs, then)
        with transaction():
            outbox.put(INDEX, f"person:{cast.mei.id}")

    monkeypatch.setattr(indexing, "apply", meanwhile)
    work.drain(work.Index(folder))
    assert [row.ref for row in rows()] == [f"person:{cast.mei.id}"]


@pytest.mark.parametrize("harm", ["removed", "garbled", "emptied"])
def test_a_harmed_index_is_built_again(app, cast, folder, harm):
    work.once()
    if harm == "removed":
        take_away(folder)
    else:
        only_files()
        for file in folder.glob("build-*/*"):
            file.write_bytes(b"" if harm == "emptied" else b"spoilt" * 100)
    work.Index(folder).mend()
    assert names(folder, "Halvorsen") == [f"person:{cast.mei.id}"]


def test_however_long_a_build_takes_the_next_harm_is_found_within_a_minute(
    app, cast, folder, monkeypatch
):
    now, build = [0.0], indexing.rebuild

    def slowly(*given):
        now[0] += 3600
        return build(*given)

    monkeypatch.setattr(keeping, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(indexing, "rebuild", slowly)
    index = work.Index(folder)
    index.mend()
    take_away(folder)
    now[0] += keeping.LOOK_EVERY
    index.mend()
    assert names(folder, "Halvorsen") == [f"person:{cast.mei.id}"]


def flipped(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


HARM = {
    "one bit": flipped,
    "half of it": lambda file: os.truncate(file, file.stat().st_size // 2),
    "all of it": lambda file: file.unlink(),
}


@pytest.mark.parametrize("kind", ["*.seg", "*.toc", "checks.json", "*.near*", "skills.labels"])
@pytest.mark.parametrize("harm", HARM)
def test_every_kind_of_file_is_healed_by_the_worker_alone(app, cast, folder, kind, harm):
    if kind != "skills.labels":
        only_files()
    work.once()
    found = [*folder.glob(f"build-*/{kind}"), *folder.parent.glob(kind)]
    if not found:
        pytest.skip("nobody made such a file: there is no numpy")
    HARM[harm](max(found, key=lambda file: file.stat().st_mtime))
    indexing.forget(folder)  # as another process, or this one after the next start
    work.once()
    assert names(folder, "Halvorsen") == [f"person:{cast.mei.id}"]
    assert indexing.differences(folder, content=True) == []
    assert state.parts()[2].well


@pytest.fixture
def full(monkeypatch):
    """Says that the disk has no room, while `full.now` is true."""

    class Full:
        now = True

    apply, rebuild = indexing.apply, indexing.rebuild

    def only_with_room(act):
        def tried(*given):
            if Full.now:
                raise IndexBusy("The search index cannot be written: no room", "room")
            return act(*given)

        return tried

    monkeypatch.setattr(indexing, "apply", only_with_room(apply))
    monkeypatch.setattr(indexing, "rebuild", only_with_room(rebuild))
    return Full


def test_on_a_full_disk_nothing_is_lost_and_the_other_work_goes_on(
    app, cast, folder, full, monkeypatch
):
    full.now = False
    work.once()
    full.now, done = True, []
    monkeypatch.setitem(work.HANDLERS, "notify.test", done.append)
    with transaction() as session:
        session.get(Person, cast.mei.id).name = "Mei Zimmermann"
    outbox.put("notify.test", "7")
    db.session.commit()
    index, pauses = work.Index(folder), []
    for _ in range(LAST_TRY + 3):
        index.try_after = 0.0  # the pause is over
        before = time.monotonic()
        work.drain(index)
        pauses.append(round(index.try_after - before))
    assert pauses == [1, 2, 4, 5, 5, 5, 5, 5, 5, 5, 5]
    assert done == ["7"]
    assert {row.tries for row in rows()} == {0}
    assert names(folder, "Halvorsen") == [f"person:{cast.mei.id}"]  # as long as nothing is newer
    ill = state.parts()[2]
    assert (ill.well, ill.goes_on, "no room on its disk" in ill.words) == (False, True, True)
    full.now = False
    index.try_after = 0.0
    work.drain(index)
    assert rows() == []
    assert names(folder, "Zimmermann") == [f"person:{cast.mei.id}"]
    assert state.parts()[2].well


def test_without_room_for_a_first_index_pages_ask_the_database(app, cast, folder, full, ada):
    index = work.Index(folder)
    for _ in range(3):
        index.mend()
        index.try_after = 0.0
    assert "being built" in ada.get("/roles?q=driver").text
    ill = state.parts()[2]
    assert not ill.well
    assert ill.words.startswith("is not there: pages ask the database. It cannot be built anew: ")
    assert "no room on its disk" in ill.words
    full.now = False
    index.mend()
    assert state.parts()[2].well
    assert "being built" not in ada.get("/roles?q=driver").text


@pytest.mark.parametrize("problem", [IndexBusy("no room", "room"), wiping.NotYet()])
def test_an_erasure_is_never_given_up(app, folder, monkeypatch, problem):
    def fail(_ref):
        raise problem

    monkeypatch.setitem(work.ALONE, "wipe", fail)
    outbox.put("wipe", "index")
    db.session.commit()
    index = work.Index(folder)
    for _ in range(LAST_TRY + 3):
        work.drain(index)
        clock.fix(clock.now() + timedelta(hours=1))
    assert [row.tries for row in rows()] == [LAST_TRY - 1]


def test_what_is_ill_but_answers_keeps_the_machine_in_service(app, cast, visitor, folder):
    work.once()
    timed.beat()
    timed.failed(timed.INDEX, "held")
    answer = visitor.get("/readyz")
    assert answer.text.startswith("ready\nIndex: answers, but falls behind: another process")
    timed.ran(timed.INDEX)
    assert visitor.get("/readyz").text == "ready\n"


@pytest.mark.parametrize("signed_in", [True, False])
def test_without_a_database_the_reason_is_told_whoever_asks(
    app, cast, ada, visitor, monkeypatch, signed_in
):
    def away():
        raise OperationalError("select", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(dbs, "_connection", away)
    answer = (ada if signed_in else visitor).get("/readyz", status=503)
    assert answer.text == "Database: does not answer (OperationalError)\n"


def test_anybody_reads_that_room_is_short_and_administrators_how_short(
    app, cast, visitor, folder, monkeypatch
):
    work.once()
    timed.beat()
    usage = namedtuple("usage", "free")(3 * 1024**2)
    monkeypatch.setattr(state.shutil, "disk_usage", lambda _folder: usage)
    answer = visitor.get("/readyz")
    assert answer.text == "ready\nDisk: little room is left in the instance folder\n"
    [disk] = [part for part in state.parts() if part.name == "Disk"]
    assert disk.words == "3 MB free in the instance folder"


def test_a_document_that_is_out_of_date_is_told_apart(app, cast, folder):
    work.once()
    assert indexing.differences(folder, content=True) == []
    with transaction() as session:
        session.execute(Person.__table__.update().where(Person.id == cast.mei.id).values(name="Bo"))
    assert indexing.differences(folder) == []
    assert "1 thing is out of date" in str(indexing.differences(folder, content=True))


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

    def fail(where, refs, then):
        if bad in refs:
            raise ValueError
        apply(where, refs, then)

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
