"""Two devices rate the same skills at the same moment: one is first, the other is told."""

import re

import pytest

from portal.db import db
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill
from tests.profile.making import edit, has, role
from tests.profile.test_race import posting, posts
from tests.profile.test_rate import RATE, fields, screen
from tests.racing import at_once


def told(cast):
    """What stands there, and how many events told it, by skill."""
    db.session.rollback()
    rows = db.session.query(PersonSkill).filter_by(person_id=cast.ada.id)
    events = db.session.query(PersonSkillEvent)
    return {
        row.skill.name: (row.level, events.filter_by(skill_id=row.skill_id).count()) for row in rows
    }


@pytest.mark.slow
def test_of_two_screens_saved_at_once_one_is_first_and_the_other_is_told(ada, cast):
    role(cast.ada, "Knots", "Sailing", "Rowing")
    page = screen(ada)
    forms = [fields(page, Knots=level, Sailing=level) for level in ("1", "2", "3", "4")]
    assert sorted(posts(ada, RATE, forms)) == [303, 409, 409, 409]
    said = told(cast)
    assert said["Knots"] == said["Sailing"]
    assert said["Knots"][1] == 1


@pytest.mark.slow
def test_the_screen_and_the_row_saved_at_once_never_mix(ada, cast):
    role(cast.ada, "Knots", "Sailing")
    row = has(cast.ada, "Knots", 0)
    form = fields(screen(ada), Knots="4", Sailing="4")
    screen_first = posting(ada, RATE, form)
    row_first = posting(ada, f"/me/skills/{row.id}/edit", edit(row, level=1))
    answers = at_once([screen_first, row_first])
    assert sorted(answers) == [303, 409]
    assert told(cast) == (
        {"Knots": (4, 2), "Sailing": (4, 1)} if answers[0] == 303 else {"Knots": (1, 2)}
    )


def test_a_skill_retired_meanwhile_is_left_out_and_the_rest_is_kept(ada, cast):
    role(cast.ada, "Knots", "Sailing")
    form = fields(screen(ada), Knots="4", Sailing="3")
    db.session.query(Skill).filter_by(name="Knots").one().status = "deprecated"
    db.session.commit()
    page = re.sub(r"\s+", " ", ada.post(RATE, form, status=422).get_data(as_text=True))
    assert "is no longer used" in page
    assert "Knots" not in page
    ada.post(RATE, fields(page))
    assert told(cast) == {"Sailing": (3, 1)}
