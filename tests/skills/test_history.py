"""Whatever happens to a skill: no earlier event changes or goes, and the end tells the present."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.audience import Audience
from portal.db import db, transaction
from portal.errors import Refused
from portal.people.models import Person
from portal.profile.story import events as told
from portal.profile.story import story
from portal.skills import evidence, own, own_many, own_queries
from portal.skills.evidence import Proof
from portal.skills.merging.models import SkillMerge
from portal.skills.models import Evidence, PersonSkill, PersonSkillEvent, Skill
from portal.skills.own import Rating
from portal.skills.own_many import Answer
from tests.profile.making import skill

ratings = st.builds(
    Rating,
    level=st.integers(0, 4),
    interest=st.sampled_from(("more", "happy", "less", "learn")),
    audience=st.sampled_from((Audience.EVERYONE, Audience.NOBODY, Audience.MANAGER)),
    can_teach=st.booleans(),
)
deeds = st.one_of(
    st.tuples(st.sampled_from(("add", "change")), ratings),
    st.tuples(st.sampled_from(("rate",)), st.integers(0, 4)),
    st.tuples(st.sampled_from(("review", "use", "remove", "undo", "undo", "undo step")), st.none()),
    st.tuples(st.sampled_from(("confirm",)), st.integers(1, 4)),
    st.tuples(
        st.sampled_from(("unconfirm", "show", "show no more", "move", "months later")), st.none()
    ),
)


class Life:
    """One skill of one person, and what can happen to it."""

    def __init__(self, cast):
        self.person, self.colleague = cast.ada.id, cast.mei.id
        self.departments = [cast.parks.id, cast.permits.id]
        self.skill = skill("Knots").id
        self.now = clock.now()

    def row(self):
        return own_queries.held(self.person, self.skill)

    def act(self, deed, what):
        self.now += timedelta(hours=1)
        clock.fix(self.now)
        try:
            with transaction():
                getattr(self, deed.replace(" ", "_"))(what)
        except (Refused, LookupError):
            pass

    def add(self, said):
        own.add(self.person, db.session.get_one(Skill, self.skill), said)

    def change(self, said):
        if row := self.row():
            own.change(row, said)

    def rate(self, level):
        row = self.row()
        version = str(row.version) if row else ""
        own_many.rate(
            self.person, [Answer(skill_id=self.skill, level=level, wish=False, version=version)]
        )

    def review(self, _):
        if row := self.row():
            own.review(row)

    def use(self, _):
        if row := self.row():
            own.review(row, used=True)

    def remove(self, _):
        if row := self.row():
            own.remove(row)

    def undo(self, _):
        said = [e for e in own_queries.history(self.person, self.skill) if e.event in own.SAYS]
        own.undo(self.person, self.skill, said[0].id if said else 0)

    def undo_step(self, _):
        last = own_queries.history(self.person, self.skill)
        own_many.undo(self.person, last[0].id if last else 0)

    def confirm(self, level):
        if row := self.row():
            own.confirm(row, self.colleague, level)

    def unconfirm(self, _):
        row = self.row()
        if row and row.validated_level:
            own.unconfirm(row)

    def show(self, _):
        if row := self.row():
            evidence.add(row, Proof(kind="project", title="A bridge"))

    def show_no_more(self, _):
        entry = db.session.query(Evidence).first()
        if entry and self.row():
            evidence.remove(entry)

    def move(self, _):
        person = db.session.get_one(Person, self.person)
        person.department_id = self.departments[person.department_id == self.departments[0]]

    def months_later(self, _):
        self.now += timedelta(days=200)

    def kept(self):
        """The whole history, the oldest first, as plain values."""
        db.session.rollback()
        rows = db.session.query(PersonSkillEvent).filter_by(person_id=self.person)
        names = [column.key for column in PersonSkillEvent.__table__.columns]
        return [
            tuple(getattr(row, name) for name in names)
            for row in rows.order_by(PersonSkillEvent.id)
        ]


def check_present(life):
    """The last event that says what the skill is says what the row is."""
    db.session.rollback()
    row, events = life.row(), own_queries.history(life.person, life.skill)
    said = next((event for event in events if event.event in own.SAYS), None)
    if row is None:
        assert said is None or said.event == "removed"
        return
    now = (row.level, row.interest, row.audience, row.can_teach, row.last_used_on)
    assert said is not None
    assert said.event != "removed"
    assert now == (said.level, said.interest, said.audience, said.can_teach, said.last_used_on)
    word = next((e for e in events if e.event in ("validated", "unvalidated", "added")), None)
    confirmed = (row.validated_level, row.validated_by_id)
    if word.event == "validated":
        assert confirmed == (word.level, word.actor_id)
    else:
        assert confirmed == (None, None)


@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(happened=st.lists(deeds, min_size=1, max_size=14))
def test_history_only_grows_and_its_end_is_the_present(cast, happened):
    for model in (PersonSkillEvent, Evidence, PersonSkill, Skill):
        db.session.query(model).delete()
    db.session.commit()
    life = Life(cast)
    try:
        before = []
        for deed, what in happened:
            life.act(deed, what)
            after = life.kept()
            assert after[: len(before)] == before, f"{deed} rewrote the history"
            check_present(life)
            before = after
        tale = story(told(life.person, life.skill))
        assert len(tale.facts) == len(before)
        assert all(0 <= bar.x <= 640 and bar.width > 0 for bar in tale.bars)
    finally:
        clock.fix(None)


def test_a_confirmation_taken_off_does_not_come_back_with_the_skill(cast):
    life = Life(cast)
    life.act("add", Rating(level=3, interest="happy", audience=Audience.EVERYONE))
    for deed, what in (("confirm", 3), ("confirm", 4), ("unconfirm", None), ("remove", None)):
        life.act(deed, what)
    life.act("undo", None)
    clock.fix(None)
    assert life.row().validated_level is None


def test_what_was_merged_into_a_skill_belongs_to_its_story(cast):
    life = Life(cast)
    other = skill("Rope work")
    db.session.add(
        PersonSkillEvent(
            person_id=cast.ada.id, skill_id=other.id, event="added", level=2, interest="happy",
            audience=Audience.EVERYONE, can_teach=False, at=clock.now() - timedelta(days=99),
        )
    )  # fmt: skip
    merge = SkillMerge(from_id=other.id, into_id=life.skill)
    db.session.add(merge)
    db.session.commit()
    key = merge.id
    life.act("add", Rating(level=3, interest="happy", audience=Audience.EVERYONE))
    clock.fix(None)
    facts = [fact.words for fact in story(told(life.person, life.skill)).facts]
    assert facts == ["Added as Skilled", "Rope work: Added as Working"]
    assert [bar.level for bar in story(told(life.person, life.skill)).bars] == [3]
    with transaction():
        db.session.get_one(SkillMerge, key).undone_at = clock.now()
    assert len(told(life.person, life.skill)) == 1
