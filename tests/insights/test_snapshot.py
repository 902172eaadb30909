"""What is counted, what is kept, and when a count replaces the last; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.db import db
from portal.insights import mine
from portal.insights.models import Snapshot, SnapshotCell
from portal.people.models import Person
from tests.insights.organisation import snapshot, someone, town, wish


def figures(view: str, split: str = "all", part: str = "") -> dict[str, int | None]:
    newest = db.session.scalars(select(Snapshot).order_by(Snapshot.taken_at.desc()).limit(1)).one()
    rows = db.session.scalars(
        select(SnapshotCell).where(
            SnapshotCell.snapshot_id == newest.id,
            SnapshotCell.view == view,
            SnapshotCell.split == split,
            SnapshotCell.part == part,
        )
    )
    return {row.label: row.shown for row in rows}


def later() -> None:
    clock.fix(clock.now() + timedelta(days=1))


@pytest.fixture
def here(app):
    return town()


def test_what_people_want_is_counted_once_each(here):
    assert snapshot(here).published
    assert figures("roles") == {
        "Data Analyst": 25,
        "Team Leader": 15,
        "=Archivist": 10,
        "1 other role": None,
    }
    assert figures("people") == {"Everybody": 75}
    assert figures("horizons") == {
        "This year": 20,
        "In 1 to 2 years": 20,
        "In 3 years or more": 10,
        "Just exploring": None,
    }
    assert figures("moves")["A move sideways"] == 55
    assert figures("drivers")["Variety"] == 45


def test_a_department_of_three_shows_nothing(here):
    snapshot(here)
    finance = str(here.departments["Finance"].id)
    assert set(figures("roles", "department", finance).values()) == {None}
    assert figures("people", "department", finance) == {"Finance": None}


def test_only_figures_that_may_be_shown_are_kept(here):
    snapshot(here)
    kept = db.session.scalars(select(SnapshotCell.shown)).all()
    assert all(figure is None or figure % 5 == 0 for figure in kept)
    assert any(figure is None for figure in kept)


def test_two_aims_for_one_role_family_count_one_person(here):
    person = wish(here, "Transit", "Data Analyst", "year")
    db.session.add(
        Aspiration(person_id=person.id, role_id=here.roles["=Archivist"].id, horizon="year")
    )
    snapshot(here)
    assert figures("families")["Data"] == 35  # 24 + 11 + 1 = 36


def test_those_who_opted_out_or_left_leave_no_trace(here):
    snapshot(here)
    before = db.session.execute(
        select(
            SnapshotCell.view,
            SnapshotCell.split,
            SnapshotCell.part,
            SnapshotCell.key,
            SnapshotCell.shown,
        ).order_by(SnapshotCell.view, SnapshotCell.split, SnapshotCell.part, SnapshotCell.key)
    ).all()
    # Twenty who do not want to be counted want a role nobody else wants.
    for _ in range(20):
        wish(here, "Transit", "Diver", "later", counted=False)
    db.session.execute(update(Snapshot).values(method=0))  # so that the new count is published
    later()
    assert snapshot(here).published
    newest = db.session.scalars(select(Snapshot).order_by(Snapshot.taken_at.desc()).limit(1)).one()
    after = db.session.execute(
        select(
            SnapshotCell.view,
            SnapshotCell.split,
            SnapshotCell.part,
            SnapshotCell.key,
            SnapshotCell.shown,
        )
        .where(SnapshotCell.snapshot_id == newest.id)
        .order_by(SnapshotCell.view, SnapshotCell.split, SnapshotCell.part, SnapshotCell.key)
    ).all()
    assert after == before


def test_drafts_and_dropped_aims_do_not_count(here):
    db.session.execute(
        update(Aspiration)
        .where(Aspiration.role_id == here.roles["Team Leader"].id)
        .values(state="dropped")
    )
    snapshot(here)
    assert "Team Leader" not in figures("roles")


def test_one_person_apart_the_last_snapshot_stays(here):
    """Counts one person apart would show what that person said."""
    first = snapshot(here)
    assert first.published
    for n in range(4):
        later()
        wish(here, "Transit", "Diver", "year")
        assert not snapshot(here).published, f"after {n + 1} changes"
    assert figures("people") == {"Everybody": 75}
    later()
    wish(here, "Transit", "Diver", "year")
    assert snapshot(here).published
    assert figures("people") == {"Everybody": 80}


def test_a_person_who_changes_often_is_one_person(here):
    snapshot(here)
    someone_busy = db.session.scalars(
        select(Aspiration).where(Aspiration.role_id == here.roles["Team Leader"].id).limit(1)
    ).one()
    for horizon in ("later", "exploring", "year", "two", "later", "exploring"):
        someone_busy.horizon = horizon
        later()
        assert not snapshot(here).published


def test_opting_out_is_a_change_like_any_other(here):
    snapshot(here)
    people = db.session.scalars(select(AspirationProfile).limit(5)).all()
    for profile in people[:4]:
        profile.counted = False
    later()
    assert not snapshot(here).published
    people[4].counted = False
    assert snapshot(here).published


def test_nothing_is_kept_that_says_who_said_what(here):
    snapshot(here)
    marks = db.session.scalars(select(Snapshot.marks)).one()
    assert len(marks) == 8 * 73
    for person_id in db.session.scalars(select(Person.id)):
        assert person_id.bytes not in marks
    for _ in range(5):
        wish(here, "Transit", "Diver", "year")
    later()
    snapshot(here)
    run = db.session.scalars(select(Snapshot.marks).order_by(Snapshot.taken_at)).all()
    assert run[0] == b"", "the marks of an older count are gone"


def test_without_levels_people_are_still_counted(here):
    for _ in range(12):
        someone(here, "Finance", level=None)
    assert snapshot(here).published
    assert figures("people", "level", "none") == {"No level recorded": None}


def test_a_person_is_told_the_published_figures_of_their_groups(here):
    snapshot(here)
    transit, analyst = here.departments["Transit"], here.roles["Data Analyst"]
    groups = mine.places(2, department=(transit.id, "Transit"), location=(None, None))
    told = mine.of_groups(groups, {analyst.id: analyst.title}, {analyst.family_id: "Data"}, {})
    assert list(told.places.values()) == ["Everybody", "Transit", "Practitioner"]
    place = ("department", str(transit.id))
    lines = {line.words: line.figures.get(place, "not counted so") for line in told.lines}
    assert lines["People counted"] == figures("people", *place)["Transit"]
    assert lines["Aim for Data Analyst"] == figures("roles", *place)["Data Analyst"] == 25
    assert lines["Aim for the field Data"] == figures("families", *place)["Data"]
    assert lines["Would move: this year"] == figures("horizons", *place)["This year"]
