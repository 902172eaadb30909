"""How far one has come, day by day; and what is told when a step is due."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, transaction
from portal.notices.models import Notice
from portal.pathways.queries import matches
from portal.planning import progress
from portal.planning.progress import Point
from portal.plans import queries, timed
from portal.plans.models import Plan, PlanPoint, PlanStep
from portal.plans.steps import NewStep
from portal.roles.models import RoleSkill
from portal.skills.models import PersonSkill, Skill
from tests.plans.test_rules import begun

pytestmark = pytest.mark.one_database


@pytest.fixture
def plan(app, cast, role):
    """Ada's plan toward a role that asks for two skills; she has one step too many of one."""
    skills = [Skill(name=name, folded=name) for name in ("events", "speaking")]
    db.session.add_all(skills)
    db.session.flush()
    for skill, level in zip(skills, (2, 3), strict=True):
        db.session.add(RoleSkill(role_id=role.id, skill_id=skill.id, level=level))
    db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=skills[0].id, level=4))
    db.session.commit()
    return begun(cast.ada, role.title, [NewStep(title="Speak")], role_id=role.id)


def points(plan):
    db.session.rollback()
    rows = db.session.query(PlanPoint).filter_by(plan_id=plan).order_by(PlanPoint.day)
    return [(point.have, point.need) for point in rows]


def test_a_point_is_kept_once_a_day_when_something_changed(plan, cast, role):
    for _ in range(2):
        progress.keep(clock.now())
    match = matches(cast.ada.id, [role.id])[role.id]
    assert points(plan) == [(match.have, match.need)] == [(2, 5)]
    skill = db.session.query(Skill).filter_by(name="speaking").one()
    with transaction() as session:
        session.add(PersonSkill(person_id=cast.ada.id, skill_id=skill.id, level=1))
    progress.keep(clock.now())
    assert points(plan) == [(3, 5)], "the same day"
    clock.fix(clock.now() + timedelta(days=1))
    progress.keep(clock.now())
    assert points(plan) == [(3, 5)], "nothing new"
    with transaction() as session:
        session.query(PersonSkill).filter_by(skill_id=skill.id).update({"level": 3})
    progress.keep(clock.now())
    assert points(plan) == [(3, 5), (5, 5)]


def test_the_picture_is_beside_the_plan_with_a_table(plan, cast, ada):
    assert "How far I have come" not in ada.get("/plan").get_data(as_text=True)
    begin = clock.today() - timedelta(days=30)
    db.session.add(PlanPoint(plan_id=plan, day=begin, have=0, need=5))
    db.session.commit()
    text = ada.get("/plan").get_data(as_text=True)
    assert "You have 2 of 5 skill steps, 2 more than on" in text
    assert "<polyline" in text


def test_the_line_stays_within_its_picture():
    day = clock.today()
    made = progress.drawn([Point(day - timedelta(days=n), n % 4, 3) for n in (9, 4, 0)])
    for pair in f"{made.have} {made.need}".split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= progress.WIDTH
        assert 0 <= y <= progress.HEIGHT


def test_a_step_that_is_due_is_told_of_once(plan, cast):
    with transaction() as session:
        session.query(PlanStep).update({"due_on": clock.today() + timedelta(days=2)})
    for _ in range(2):
        timed.tick(clock.now())
    told = db.session.query(Notice).filter_by(person_id=cast.ada.id, kind="plan.due").all()
    assert [notice.path.partition("#")[0] for notice in told] == [f"/plan/{plan}"]
    clock.fix(clock.now() + timedelta(days=12))
    timed.tick(clock.now())
    assert db.session.query(Notice).filter(Notice.kind.like("plan.%")).count() == 2
    with transaction() as session:
        session.query(Plan).update({"state": "paused"})
        session.query(PlanStep).update({"due_on": clock.today()})
    timed.tick(clock.now())
    assert db.session.query(Notice).filter(Notice.kind.like("plan.%")).count() == 2


def test_a_step_taken_out_long_ago_goes_for_good(plan):
    with transaction() as session:
        session.query(PlanStep).update({"removed_at": clock.now() - timedelta(days=40)})
    timed.tick(clock.now())
    assert db.session.query(PlanStep).count() == 0
    assert queries.outline(plan).steps == []
