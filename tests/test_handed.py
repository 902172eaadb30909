"""What the worker made on one machine is on the others, which share no folder with it."""

import time

import pytest

from portal import create_app, handed, work
from portal.db import db, transaction
from portal.handed import CacheFile
from portal.roles import asked
from portal.roles.models import RoleSkill
from portal.skills.finding import likeness, vectors
from portal.skills.fold import fold
from portal.skills.models import Skill
from search_index import meaning
from tests.conftest import settings_for
from tests.profile.making import has, role

FILES = asked.FILES


@pytest.fixture
def away(app, tmp_path):
    """Another machine on the same database."""
    made = create_app(settings_for(tmp_path, app.config["SETTINGS"].database_url))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def taught(cast):
    row = role(cast.sam, "Planting", "Pruning", "Waste collection")
    has(cast.ada, "Planting", 2)
    return row


@pytest.fixture
def server(app):
    if app.config["SETTINGS"].embedded:
        pytest.skip("nothing is handed over where all share the folder of the data")


def handed_over():
    db.session.rollback()
    return {name for (name,) in db.session.query(CacheFile.name)}


def test_nothing_is_handed_over_where_all_share_the_folder(app, taught):
    work.once()
    assert bool(handed_over()) == (not app.config["SETTINGS"].embedded)


def test_a_web_machine_takes_what_the_worker_made(app, away, taught, server):
    work.once()
    assert handed_over() == {one.name for one in FILES}
    with away.app_context():
        assert vectors.held() is None
        assert handed.take(FILES) == 2
        assert likeness.near("wast colection", 1)[0].name == "Waste collection"
        assert len(asked.held().skills) == 3
        assert handed.take(FILES) == 0
    with transaction():
        row = db.session.query(Skill).filter_by(folded=fold("Pruning")).one()
        row.name, row.folded = "Topiary", fold("Topiary")
    work.once()
    with away.app_context():
        assert handed.take(FILES) == 1
        assert likeness.near("topiari", 1)[0].name == "Topiary"


def test_who_works_here_is_not_handed_what_is_older(app, away, taught, server):
    work.once()
    with away.app_context(), handed.writing(wait=False) as ours:
        assert ours
        assert handed.take(FILES) == 0
        assert vectors.held() is None


def test_it_is_handed_over_once_and_not_at_every_beat(app, taught, server):
    vectors.build()
    handing = handed.Handing(FILES)
    handing.over()
    with transaction() as session:
        session.query(CacheFile).delete()
        session.query(RoleSkill).delete()
    handing.over()
    assert not handed_over()
    handing.again = 0.0
    handing.over()
    assert handed_over() == {vectors.LABELS.name}


def test_a_disk_that_does_not_read_stops_nobody(app, taught, server, monkeypatch):
    vectors.build()
    monkeypatch.setattr(handed, "_version", unreadable)
    handed.Handing(FILES).over()
    assert not handed_over()


def unreadable(_file):
    raise PermissionError(13, "Permission denied")


def test_without_numpy_nothing_is_handed_over(app, taught, monkeypatch):
    monkeypatch.setattr(meaning, "tools", lambda: None)
    work.once()
    assert not db.session.query(CacheFile).count()


def test_a_machine_follows_in_a_thread_of_its_own(app, away, taught, server, monkeypatch):
    work.once()
    monkeypatch.setattr(handed, "EVERY", 0.05)
    stop = handed.follow(away, FILES)
    with away.app_context():
        end = time.monotonic() + 20
        while asked.held() is None:
            assert time.monotonic() < end, "nothing was taken over"
            time.sleep(0.05)
    stop.set()


def test_who_takes_the_place_of_another_worker_trusts_no_file_of_its_own(app, away, taught, server):
    """The name was changed while it stood by: as many skills, and the other followed the change."""
    with away.app_context():
        vectors.build()
    with transaction():
        row = db.session.query(Skill).filter_by(folded=fold("Pruning")).one()
        row.name, row.folded = "Topiary", fold("Topiary")
    with away.app_context():
        for one in asked.keepers():
            one.mend()
        assert not likeness.near("topiari", 1)
        for one in asked.keepers(anew=True):
            one.mend()
            one.mend()
        assert likeness.near("topiari", 1)[0].name == "Topiary"
