"""A statement that runs again answers as at first: composed once, for any values."""

import gc
import os
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import Uuid, bindparam, event, exists, func, literal, select
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from portal import clock, composed
from portal.composed import Prepared, prepared
from portal.db import columns, db, transaction
from portal.people.models import Person
from portal.people.queries import here
from portal.roles.models import Role
from tests.cast import Cast


def again(statement):
    return Prepared(lambda: statement)


def test_every_run_answers_for_what_it_was_given(app, cast: Cast):
    wanted = bindparam("ids", expanding=True, type_=Uuid())
    level = Person.level >= bindparam("least", value=2)
    statement = select(Person.id, Person.name.label("called"), Person.hired_on)
    statement = again(statement.where(Person.id.in_(wanted), level).order_by(Person.name))
    for given, found in (
        ([cast.mei.id, cast.ada.id, cast.sam.id], [cast.ada, cast.mei]),
        ([cast.mei.id, cast.ada.id, cast.sam.id], [cast.ada, cast.mei]),
        ([cast.manu.id, cast.ada.id, cast.sam.id], [cast.ada, cast.manu]),
        ([cast.mei.id], [cast.mei]),
        ([], []),
        ([uuid4(), cast.ada.id], [cast.ada]),
    ):
        rows = columns(statement, ids=given).all()
        assert [tuple(row) for row in rows] == [(p.id, p.name, p.hired_on) for p in found]
        assert [row.called for row in rows] == [person.name for person in found]
    assert columns(statement, ids=[cast.mei.id], least=5).all() == []


def test_a_row_is_asked_for_in_every_way(app, cast: Cast):
    whose = Person.level == bindparam("level")
    statement = again(select(Person.name).where(whose).order_by(Person.name))
    for _ in range(3):
        assert columns(statement, level=2).one().name == cast.ada.name
        assert columns(statement, level=2).scalar_one() == cast.ada.name
        assert columns(statement, level=9).first() is None
        assert columns(statement, level=4).scalars().all() == [cast.manu.name, cast.mei.name]
        with pytest.raises(NoResultFound):
            columns(statement, level=9).one()
        with pytest.raises(MultipleResultsFound):
            columns(statement, level=4).one_or_none()


def test_what_is_taken_at_every_run_is_taken_anew(app, cast: Cast):
    statement = again(select(func.count()).select_from(Person).where(here()))
    before = [columns(statement).scalar_one() for _ in range(3)]
    clock.fix(clock.now().replace(year=2001))
    assert {*before, columns(statement).scalar_one()} != {*before}


def test_a_change_not_yet_committed_is_seen_by_whoever_makes_it(app, cast: Cast):
    statement = again(select(Person.name).where(Person.id == bindparam("id")))
    key = cast.ada.id
    for name in ("Ada One", "Ada Two", "Ada Three"):
        with transaction():
            db.session.get_one(Person, key).name = name
            assert columns(statement, id=key).scalar_one() == name


def test_a_statement_that_fails_says_so_as_any_other(app, cast: Cast):
    broken = again(select(func.no_such_function(Person.name)))
    for _ in range(3):
        with pytest.raises(DBAPIError):
            columns(broken)
        db.session.rollback()
    assert columns(select(Person.name).where(Person.id == cast.ada.id)).scalar() == cast.ada.name


def test_whoever_listens_hears_every_run(app, cast: Cast):
    statement = again(select(Person.name).where(Person.id == bindparam("id")))
    key = cast.mei.id
    heard = []
    listener = lambda _c, _cursor, words, *_: heard.append(words)  # noqa: E731
    for _ in range(2):
        columns(statement, id=key).one()
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        columns(statement, id=key).one()
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert len(heard) == 1


def test_our_own_words_stand_in_the_statement_and_nothing_else(app, cast: Cast):
    named = Person.name.in_(["it's", cast.ada.name])
    state = Role.status.in_(["active", "retired"]), Role.status != "un%told", Role.status != "draft"
    statement = again(select(Person.name, literal("a word")).where(named, exists().where(*state)))
    found = [columns(statement).all() for _ in range(3)]
    assert found[0] == found[1] == found[2]
    words = composed._composed(statement, db.engine.dialect).words({})
    for word in ("'active'", "'retired'", "'draft'", "'a word'"):
        assert word in words.sql
    for word in ("it's", cast.ada.name, "told"):
        assert word not in words.sql


def test_the_engine_keeps_nothing_of_a_statement_that_is_kept_here(app, cast: Cast):
    statement = select(Person.name).where(Person.id == bindparam("id"), Person.level < 99)
    held = len(db.engine._compiled_cache)
    for _ in range(3):
        assert columns(again(statement), id=cast.ada.id).scalar_one() == cast.ada.name
        assert columns(statement, id=cast.ada.id).scalar_one() == cast.ada.name
    assert len(db.engine._compiled_cache) == held


def test_what_a_statement_is_built_of_is_let_go_of_once_it_is_composed(app, cast: Cast):
    built = []

    @prepared
    def named(least: int):
        statement = select(Person.name).where(Person.id == bindparam("id"), Person.level > least)
        built.append(weakref.ref(statement))
        return statement

    key = cast.ada.id
    assert named(0) is named(0)
    for _ in range(3):
        assert columns(named(0), id=key).scalar_one() == cast.ada.name
        assert columns(named(98), id=key).first() is None
    gc.collect()
    assert [one() for one in built] == [None, None]


@pytest.mark.one_database
def test_a_process_knows_the_words_of_its_own_database_alone(tmp_path):
    code = (
        "import sys; from portal import create_app; create_app();"
        "from portal.search import places; "
        "print([one for one in sys.modules if 'postgres' in one or one == 'numpy'])"
    )
    env = {"PATH": os.environ["PATH"], "ASPIRE_INSTANCE": str(tmp_path), "SECRET_KEY": "b" * 64}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def in_turns():
    """Threads that take turns as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_that_run_a_statement_first_at_once_all_have_its_words(app, in_turns):
    for _ in range(20):
        statement = select(Person.name).where(Person.id == bindparam("id"), Person.level < 99)
        one = composed.Composed(statement, db.engine.dialect)
        gate = threading.Barrier(8)

        def words(one=one, gate=gate):
            gate.wait()
            return one.words({"id": uuid4()}).sql

        with ThreadPoolExecutor(8) as pool:
            said = [task.result() for task in [pool.submit(words) for _ in range(8)]]
        assert len({*said}) == 1
