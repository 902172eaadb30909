"""What counts as complete: what helps matching, and nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.profile.completeness import Completeness
from portal.skills.models import PersonSkill

pytestmark = pytest.mark.one_database


def skill(level=2, interest="happy", **more):
    return PersonSkill(
        skill_id=uuid4(), level=level, interest=interest, reviewed_at=clock.now(), **more
    )


def of(skills, *, has_aim=False, asked_for=(), shown=()):
    return Completeness.of(skills, has_aim=has_aim, asked_for=asked_for, shown=shown)


def test_an_empty_profile_begins_with_levels_and_every_step_says_what_it_gives():
    empty = of([])
    assert (empty.done, len(empty.steps)) == (0, 5)
    assert empty.next.to_do == "add 5 skills with your level"
    assert all(step.gives for step in empty.steps)
    assert "photo" not in " ".join(step.to_do + step.gives for step in empty.steps).lower()


def test_each_step_is_done_by_what_it_says():
    rows = [skill() for _ in range(5)]
    assert [step.done for step in of(rows).steps] == [True, False, False, False, True]
    rows[0].interest = "more"
    shown = {row.skill_id for row in rows[:3]}
    done = of(rows, has_aim=True, shown=shown)
    assert done.done == 5
    assert done.next is None


def test_evidence_counts_for_what_the_role_asks_for():
    rows = [skill() for _ in range(6)]
    role = {row.skill_id for row in rows[:4]}
    others = {row.skill_id for row in rows[4:]}
    proof = of(rows, asked_for=role, shown=others).steps[3]
    assert not proof.done
    assert proof.to_do == "show, or have confirmed, 3 skills your role asks for"
    rows[0].validated_at = clock.now()
    proof = of(rows, asked_for=role, shown={rows[1].skill_id, rows[2].skill_id}).steps[3]
    assert proof.done


def test_what_was_not_looked_over_for_long_is_asked_about():
    rows = [skill() for _ in range(5)]
    rows[0].reviewed_at = clock.now() - timedelta(days=600)
    recent = of(rows).steps[4]
    assert not recent.done
    assert "a skill you have not looked over" in recent.to_do
