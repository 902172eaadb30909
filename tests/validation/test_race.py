"""At the same moment: one answer counts, the other is told, and nothing is left between."""

from uuid import uuid4

from portal.db import db
from portal.skills.models import PersonSkill
from portal.validation.models import Validation, ValidationEvent
from tests.mentorship.test_race import click
from tests.racing import at_once
from tests.validation.conftest import asked, has, mine, offered, skill


def state():
    db.session.rollback()
    return db.session.query(Validation).one().state


def test_of_a_confirmation_and_taking_back_one_counts(app, cast, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    path = f"/validation/{row.id}/"
    answers = at_once(
        [
            click(app, cast.mei, path + "confirm", level="3"),
            click(app, cast.ada, path + "withdraw"),
        ]
    )
    assert [status for status, _ in answers] == [200, 200]
    assert sum("Nothing was changed now" in text for _, text in answers) == 1
    shown = mine(cast.ada, first_aid).validated_level
    assert (state(), shown) in (("confirmed", 3), ("withdrawn", None))


def test_a_question_is_answered_once(app, cast, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    path = f"/validation/{row.id}/confirm"
    answers = at_once([click(app, cast.mei, path, level=str(n)) for n in (1, 2, 3, 4)])
    assert [status for status, _ in answers] == [200] * 4
    assert db.session.query(ValidationEvent).filter_by(event="confirmed").count() == 1
    assert mine(cast.ada, first_aid).validated_level == db.session.query(Validation).one().level


def test_saying_yes_and_removing_the_skill_come_one_after_the_other(app, cast, first_aid):
    row = offered(cast.ada, cast.mei, first_aid)
    held = mine(cast.ada, first_aid)
    form = {"remove": "1", "version": str(held.version), "level": "2", "interest": "happy"}
    db.session.rollback()
    answers = at_once(
        [
            click(app, cast.ada, f"/validation/{row.id}/accept"),
            click(app, cast.ada, f"/me/skills/{held.id}/edit", audience="8", **form),
        ]
    )
    statuses = [status for status, _ in answers]
    assert statuses in ([200, 200], [422, 200])
    assert mine(cast.ada, first_aid) is None
    assert state() == ("confirmed" if statuses[0] == 200 else "offered")


def test_saying_yes_twice_adds_the_skill_once(app, cast):
    diving = skill("Diving")
    row = offered(cast.ada, cast.mei, diving)
    path = f"/validation/{row.id}/accept"
    answers = at_once([click(app, cast.ada, path, level="2", audience="8") for _ in range(4)])
    assert [status for status, _ in answers] == [200] * 4
    assert db.session.query(PersonSkill).filter_by(skill_id=diving.id).count() == 1
    assert mine(cast.ada, diving).validated_level == 3


def test_two_who_ask_each_other_never_wait_for_ever(app, cast, first_aid):
    diving = has(cast.mei, "Diving").skill
    answers = at_once(
        [
            click(app, cast.ada, f"/validation/ask/{cast.mei.id}", skills=str(first_aid.id)),
            click(app, cast.mei, f"/validation/ask/{cast.ada.id}", skills=str(diving.id)),
            click(app, cast.ada, f"/people/{cast.mei.id}/suggest", skill="Diving", level="3"),
            click(app, cast.mei, f"/people/{cast.ada.id}/suggest", skill="First aid", level="3"),
        ]
    )
    assert {status for status, _ in answers} <= {200, 422}
    db.session.rollback()
    assert db.session.query(Validation).count() == 2


def test_many_questions_at_once_stay_within_ten(app, cast):
    skills = [has(cast.ada, f"Skill {n}").skill.id for n in range(12)]
    answers = at_once(
        [
            click(app, cast.ada, f"/validation/ask/{cast.mei.id}", skills=str(key),
                  _once=uuid4().hex)
            for key in skills
        ]
    )  # fmt: skip
    assert sorted(status for status, _ in answers) == [200] * 10 + [422] * 2
    db.session.rollback()
    assert db.session.query(Validation).count() == 10
