"""The demo catalogue: something for every kind of work, never in the past."""

from sqlalchemy import func, select

from portal import clock
from portal.db import db, transaction
from portal.demo import catalogue, learning, structure
from portal.learning.models import LearningDate, LearningItem, LearningSkill, Provider
from portal.learning.queries import teaching

TO_GROW = ("Grant writing", "Event planning", "Public speaking", "Stakeholder engagement")


def test_the_city_teaches_what_its_people_want_to_grow(app):
    with transaction():
        city = structure.build()
        made = learning.build(city)
    with transaction():
        assert learning.build(city) == made
    assert db.session.scalar(select(func.count()).select_from(LearningItem)) == len(made) >= 60
    assert {kind for kind in db.session.scalars(select(Provider.kind))} == {"internal", "external"}
    assert not db.session.scalars(
        select(LearningDate.id).where(LearningDate.starts_at <= clock.now())
    ).all()
    taught = db.session.scalar(select(func.count(LearningSkill.skill_id.distinct())))
    assert taught >= 0.8 * len(catalogue.skills())
    found = teaching([city.skills[name] for name in TO_GROW])
    assert {one.skill_id for one in found} == {city.skills[name] for name in TO_GROW}
