"""The rules of a person's own skills, and the history they leave."""

from datetime import date

import pytest

from portal import clock
from portal.audience import Audience
from portal.db import db, transaction
from portal.errors import Refused
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.skills.models import Interest, PersonSkill, PersonSkillEvent, Skill
from portal.skills.own import Rating
from tests.profile.making import fresh, has, skill


def rating(level=2, interest="happy", audience=Audience.EVERYONE, can_teach=False):
    return Rating(level=level, interest=interest, audience=audience, can_teach=can_teach)


def added(cast, name="First aid", **more):
    made = skill(name)
    with transaction():
        row, event = own.add(cast.ada.id, made, rating(**more))
        return row.id, made.id, event.id


def events(cast, skill_id):
    db.session.rollback()
    return [event.event for event in reversed(own_queries.history(cast.ada.id, skill_id))]


def test_every_change_is_kept_with_the_department_of_its_time(cast):
    row_id, skill_id, _ = added(cast)
    with transaction():
        db.session.get_one(Person, cast.ada.id).department_id = cast.parks.id
    with transaction():
        own.change(db.session.get_one(PersonSkill, row_id), rating(level=3))
    kept = own_queries.history(cast.ada.id, skill_id)
    assert [(e.event, e.level, e.department_id) for e in kept] == [
        ("changed", 3, cast.parks.id),
        ("added", 2, cast.permits.id),
    ]
    assert all(e.actor_id == cast.ada.id for e in kept)


def test_a_change_asks_for_the_persons_document_in_search(cast):
    row_id, *_ = added(cast)
    db.session.query(OutboxRow).delete()
    db.session.commit()
    with transaction():
        own.change(db.session.get_one(PersonSkill, row_id), rating(level=4))
    assert [(r.kind, r.ref) for r in db.session.query(OutboxRow)] == [
        ("index", f"person:{cast.ada.id}")
    ]


def test_the_same_again_is_no_change(cast):
    row_id, skill_id, _ = added(cast)
    with transaction():
        assert own.change(db.session.get_one(PersonSkill, row_id), rating()) is None
    assert events(cast, skill_id) == ["added"]
    assert db.session.get_one(PersonSkill, row_id).version == 1


def test_a_skill_is_had_once(cast):
    added(cast)
    with pytest.raises(Refused, match="already have First aid"), transaction():
        own.add(cast.ada.id, db.session.query(Skill).one(), rating())


def test_there_is_an_end_to_the_number_of_skills(cast, monkeypatch):
    monkeypatch.setattr(own, "MOST", 1)
    added(cast)
    with pytest.raises(Refused, match="Remove one"):
        added(cast, "Second aid")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (rating(level=0, interest="learn", can_teach=True), (0, "learn", False)),
        (rating(level=3, interest="learn", can_teach=True), (3, "more", True)),
        (rating(level=0, interest="happy"), (0, "happy", False)),
    ],
)
def test_what_cannot_go_together_is_settled(said, kept):
    settled = said.settled()
    assert (settled.level, settled.interest, settled.can_teach) == kept


def test_undo_brings_back_all_a_change_took(cast):
    row = has(cast.ada, "Knots", 3, interest=Interest.MORE, can_teach=True, audience=Audience.HR)
    with transaction():
        event = own.change(db.session.get_one(PersonSkill, row.id), rating(level=1))
        step = event.id
    with transaction():
        own.undo(cast.ada.id, row.skill_id, step)
    back = fresh(row)
    assert (back.level, back.interest, back.can_teach, back.audience, back.version) == (
        3, "more", True, Audience.HR, 3,
    )  # fmt: skip
    assert events(cast, row.skill_id) == ["added", "changed", "restored"]


def test_undo_of_a_removal_brings_back_the_confirmation_too(cast):
    row = has(
        cast.ada, "Knots", 3, validated_level=3, validated_by_id=cast.mei.id,
        validated_at=clock.now(), last_used_on=date(2026, 1, 5),
    )  # fmt: skip
    seen = row.validated_at
    with transaction():
        step = own.remove(db.session.get_one(PersonSkill, row.id)).id
    assert fresh(row) is None
    with transaction():
        own.undo(cast.ada.id, row.skill_id, step)
    back = own_queries.of_person(cast.ada.id)[0]
    assert (back.level, back.validated_level, back.validated_by_id) == (3, 3, cast.mei.id)
    assert (back.validated_at, back.last_used_on) == (seen, date(2026, 1, 5))


def test_undo_of_adding_removes(cast):
    row_id, skill_id, step = added(cast)
    with transaction():
        assert own.undo(cast.ada.id, skill_id, step) is None
    assert db.session.get(PersonSkill, row_id) is None


def test_undo_is_good_until_the_next_change(cast):
    row_id, skill_id, step = added(cast)
    with transaction():
        own.change(db.session.get_one(PersonSkill, row_id), rating(level=4))
    with pytest.raises(Refused, match="changed again"), transaction():
        own.undo(cast.ada.id, skill_id, step)
    assert db.session.get_one(PersonSkill, row_id).level == 4


def test_undo_twice_is_told(cast):
    row_id, skill_id, _ = added(cast)
    with transaction():
        step = own.change(db.session.get_one(PersonSkill, row_id), rating(level=4)).id
    with transaction():
        own.undo(cast.ada.id, skill_id, step)
    last = own_queries.history(cast.ada.id, skill_id)[0].id
    for stale in (step, last):
        with pytest.raises(Refused), transaction():
            own.undo(cast.ada.id, skill_id, stale)


def test_nobody_undoes_what_another_person_did(cast):
    _, skill_id, step = added(cast)
    with pytest.raises(LookupError), transaction():
        own.undo(cast.sam.id, skill_id, step)
    assert db.session.query(PersonSkillEvent).count() == 1


def test_readers_see_what_is_open_to_their_groups(cast):
    has(cast.ada, "Open", audience=Audience.EVERYONE)
    has(cast.ada, "Closed", audience=Audience.NOBODY)
    has(cast.ada, "For two", audience=Audience.MENTORS | Audience.MANAGER)
    has(cast.ada, "For HR", audience=Audience.HR)
    has(cast.ada, "Not rated", 0)
    has(cast.ada, "To learn", 0, interest=Interest.LEARN, audience=Audience.HR)

    def names(groups):
        return {row.skill.name for row in own_queries.of_person(cast.ada.id, groups)}

    assert names(None) == {"Open", "Closed", "For two", "For HR", "Not rated", "To learn"}
    assert names(Audience.NOBODY) == {"Open"}
    assert names(Audience.MENTORS) == names(Audience.MANAGER) == {"Open", "For two"}
    assert names(Audience.HR) == {"Open", "For HR", "To learn"}
    for groups in (Audience.MENTORS | Audience.HR, Audience.MANAGER, Audience.NOBODY):
        policy = {
            row.skill.name
            for row in own_queries.of_person(cast.ada.id)
            if row.audience.includes(groups) and row.skill.name != "Not rated"
        }
        assert names(groups) == policy
