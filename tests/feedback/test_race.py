"""At the same moment: one answer counts, the other is told, and nothing is left between."""

from uuid import uuid4

from portal.db import db
from portal.feedback.models import Feedback, FeedbackEvent
from tests.feedback.conftest import NEXT, WELL, asked
from tests.mentorship.test_race import click
from tests.profile.making import has
from tests.racing import at_once


def test_of_giving_twice_and_taking_the_question_back_one_counts(app, cast):
    row = asked(cast.ada, cast.mei)
    path = f"/feedback/{row.id}/"
    answers = at_once(
        [
            click(app, cast.mei, path + "give", went_well=WELL),
            click(app, cast.mei, path + "give", next_time=NEXT),
            click(app, cast.ada, path + "withdraw"),
        ]
    )
    assert [status for status, _ in answers] == [200] * 3
    assert sum("Nothing was changed now" in text for _, text in answers) == 2
    db.session.rollback()
    ends = db.session.query(FeedbackEvent).filter(FeedbackEvent.event != "asked").all()
    left = db.session.query(Feedback).one()
    assert [end.to_state for end in ends] == [left.state]
    assert bool(left.went_well) + bool(left.next_time) == (left.state == "given")


def test_two_who_praise_each_other_never_wait_and_keep_their_measure(app, cast):
    mine, theirs = has(cast.ada, "First aid").skill_id, has(cast.mei, "Diving").skill_id

    def praise(by, whom, skill_id):
        form = {"about": f"skill:{skill_id}", "went_well": WELL, "_once": uuid4().hex}
        return click(app, by, f"/people/{whom.id}/praise", **form)

    calls = [praise(cast.mei, cast.ada, mine) for _ in range(3)]
    calls += [praise(cast.ada, cast.mei, theirs) for _ in range(3)]
    answers = at_once(calls)
    assert sorted(status for status, _ in answers) == [200] * 4 + [422] * 2
    db.session.rollback()
    assert db.session.query(Feedback).count() == 4
