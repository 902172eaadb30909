"""What nobody needs any more goes when its time has come, and not a day before."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal import audit, clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.audience import Audience
from portal.audit import AuditEvent
from portal.dates import months_on
from portal.db import db, transaction
from portal.mentorship.models import Mentor, MentorshipEvent, MentorshipRequest
from portal.notices.models import Notice
from portal.people.models import Look, Person
from portal.personal import retention


def months_ago(months, days=0):
    day = months_on(clock.today(), -months) + timedelta(days=days)
    return datetime.combine(day, clock.now().timetz())


def how_many(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_each_thing_goes_after_its_months(app, cast):
    with transaction() as session:
        session.add(Mentor(id=cast.mei.id))
        session.flush()
        for days in (-1, 1):
            ended = months_ago(12, days)
            asked = MentorshipRequest(
                mentor_id=cast.mei.id, mentee_id=cast.ada.id, message="Please help me with this.",
                sent_at=ended - timedelta(days=9), state="declined", ended_at=ended,
            )  # fmt: skip
            session.add(asked)
            session.flush()
            session.add_all([
                MentorshipEvent(thing_kind="mentorship_request", thing_id=asked.id,
                                event="declined", to_state="declined", at=ended),
                Look(person_id=cast.ada.id, reader_id=cast.mei.id, reader_as="colleague",
                     surface="page", day=ended.date()),
                Notice(person_id=cast.ada.id, key=f"n{days}", kind="k", words="w", path="/",
                       at=ended),
                AuditEvent(at=months_ago(24, days), actor_id=cast.ada.id, action="home.read"),
            ])  # fmt: skip
    retention.tick(clock.now())
    kept = {model: how_many(model) for model in (MentorshipRequest, MentorshipEvent, Look, Notice)}
    assert set(kept.values()) == {1}, kept
    assert how_many(AuditEvent) == 1
    retention.tick(clock.now())
    assert how_many(Look) == 1


def test_an_open_request_is_never_forgotten(app, cast):
    with transaction() as session:
        session.add(Mentor(id=cast.mei.id))
        session.flush()
        session.add(
            MentorshipRequest(
                mentor_id=cast.mei.id, mentee_id=cast.ada.id, message="Please help me with this.",
                sent_at=months_ago(30),
            )
        )  # fmt: skip
    retention.tick(clock.now())
    assert how_many(MentorshipRequest) == 1


def test_people_who_left_long_ago_are_erased(app, cast):
    with transaction() as session:
        session.get_one(Person, cast.lee.id).left_on = months_ago(24, -1).date()
        session.get_one(Person, cast.sam.id).left_on = months_ago(24, 1).date()
    audit.record("x", actor_id=None)
    retention.tick(clock.now())
    db.session.rollback()
    assert db.session.get_one(Person, cast.lee.id).erased_at is not None
    assert db.session.get_one(Person, cast.sam.id).erased_at is None


def rests(cast, months):
    """Ada's wishes, shared with everyone and not touched for so long."""
    then = months_ago(months, -2)
    with transaction() as session:
        profile = AspirationProfile(person_id=cast.ada.id, words_audience=Audience.EVERYONE)
        aim = Aspiration(person_id=cast.ada.id, words="Head of parks")
        session.add_all([profile, aim])
        session.flush()
        profile.updated_at = aim.updated_at = then


def told(person):
    db.session.rollback()
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def test_wishes_that_rest_are_asked_about_once(app, cast):
    rests(cast, 12)
    retention.tick(clock.now())
    retention.tick(clock.now())
    assert told(cast.ada) == ["aspiration.resting"]
    assert db.session.get_one(AspirationProfile, cast.ada.id).counted


def test_wishes_that_rest_too_long_are_neither_shown_nor_counted(app, cast):
    rests(cast, 18)
    retention.tick(clock.now())
    retention.tick(clock.now())
    assert told(cast.ada) == ["aspiration.hidden"]
    profile = db.session.get_one(AspirationProfile, cast.ada.id)
    assert (profile.counted, profile.words_audience) == (False, Audience.NOBODY)


def test_wishes_looked_after_stay(app, cast):
    rests(cast, 11)
    retention.tick(clock.now())
    assert told(cast.ada) == []
