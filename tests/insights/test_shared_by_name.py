"""Shared with HR by name: for a purpose and a time, seen by its owner, and over by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.aspirations import consent, queries
from portal.aspirations.models import AspirationProfile, HrConsent
from portal.audience import Audience
from portal.db import db
from portal.insights import shared
from portal.notices.models import Notice
from portal.people.models import Look
from tests.api.calling import Program

WORDS = "My secret garden"


@pytest.fixture
def opened(app, cast):
    """Ada shows HR her words until today, Sam what he likes for a month."""
    for person, until in ((cast.ada, 0), (cast.sam, 30)):
        db.session.add_all([
            AspirationProfile(person_id=person.id, words=WORDS, words_audience=Audience.HR),
            HrConsent(person_id=person.id, purpose="training", words="Trees, please",
                      until=clock.today() + timedelta(days=until)),
        ])  # fmt: skip
    db.session.commit()
    return cast


def over(person, days=1):
    db.session.get_one(HrConsent, person.id).until = clock.today() - timedelta(days=days)
    db.session.commit()


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def test_the_list_has_those_who_share_and_each_of_them_sees_that_hr_looked(hana, ada, opened):
    answer = hana.get("/insights/shared")
    page = text(answer)
    assert page.index("Ada Okafor") < page.index("Sam Stranger"), "what ends first comes first"
    for words in ("Plan training with me", "Trees, please", "Shows: My own words, and why"):
        assert words in page
    assert "Mei Halvorsen" not in page
    assert hana.statements <= 10
    for done in (answer, hana.get("/insights/shared")):
        done.close()
    kept = db.session.scalars(select(Look).where(Look.surface == "list")).all()
    assert {look.person_id for look in kept} == {opened.ada.id, opened.sam.id}
    assert len(kept) == 2, "once a day"
    assert "the list of what was shared with HR" in text(ada.get("/me/visibility/looks"))


def test_a_consent_that_is_over_opens_nothing_before_the_clock_says_so(hana, ada, opened):
    program = Program(hana.app, opened.hana)
    page, told = f"/people/{opened.ada.id}", f"/people/{opened.ada.id}"
    assert WORDS in text(hana.get(page))
    assert program.get(told)["words"] == WORDS
    over(opened.ada)
    assert WORDS not in text(hana.get(page))
    assert WORDS not in str(program.get(told))
    listed = text(hana.get("/insights/shared"))
    assert "Ada Okafor" not in listed
    assert "Sam Stranger" in listed
    assert "Ada" not in text(hana.get("/search?q=secret+garden"))
    assert "HR reads some of it" not in text(ada.get("/me/visibility"))


def test_the_clock_ends_it_once_and_says_so_a_week_before(opened):
    now = clock.now()
    consent.tick(now)
    consent.tick(now)
    over(opened.ada)
    consent.tick(now)
    consent.tick(now)
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == opened.ada.id)).all()
    assert sorted(told) == ["aspiration.hr_ended", "aspiration.hr_ending"]
    assert queries.profile_of(opened.ada.id).words_audience == Audience.NOBODY
    assert db.session.get(HrConsent, opened.ada.id) is None
    assert db.session.get(HrConsent, opened.sam.id) is not None


def test_it_is_given_for_a_purpose_ended_undone_and_lengthened(ada, cast):
    form = {"section": "aspirations", "manager": str(cast.manu.id), "to-words": "4",
            "was-words": "0"}  # fmt: skip
    asked = text(ada.post("/me/visibility", form, status=422))
    assert "Say what HR may use it for." in asked
    assert db.session.get(HrConsent, cast.ada.id) is None
    said = {"hr_purpose": "other", "hr_words": "Shift work", "hr_period": "days"}
    ada.post("/me/visibility", form | said | {"hr_words": ""}, status=422)
    ada.post("/me/visibility", form | said)
    kept = db.session.get_one(HrConsent, cast.ada.id)
    assert (kept.purpose, kept.words) == ("other", "Shift work")
    assert kept.until == clock.today() + timedelta(days=30)
    assert "Something else: Shift work" in text(ada.get("/me/visibility"))
    ada.post("/me/visibility/hr", {"period": "6"})
    db.session.expire_all()
    later = db.session.get_one(HrConsent, cast.ada.id).until
    assert later > clock.today() + timedelta(days=180)
    ada.post("/me/visibility/hr", {"end": "1"})
    db.session.expire_all()
    assert queries.profile_of(cast.ada.id).words_audience == Audience.NOBODY
    assert not queries.board(cast.ada.id).consent
    ada.post(f"/me/visibility/undo?section=aspirations&was=words:4&manager={cast.manu.id}", {})
    db.session.expire_all()
    assert queries.board(cast.ada.id).consent.until == later
    assert queries.board(cast.ada.id).consent.words == "Shift work"
    # Closing the last part ends it too, and nothing of it is left a day later.
    ada.post("/me/visibility", form | {"to-words": "0", "was-words": "4"})
    consent.tick(clock.now() + timedelta(days=2))
    assert db.session.get(HrConsent, cast.ada.id) is None


def test_a_new_consent_opens_nothing_that_was_open_under_one_of_the_past(opened):
    over(opened.ada)
    profile = queries.profile_of(opened.ada.id)
    profile.roles_audience = Audience.HR
    consent.settle(profile, ["roles"], consent.Asked("next"))
    db.session.commit()
    profile = queries.profile_of(opened.ada.id)
    assert (profile.words_audience, profile.roles_audience) == (Audience.NOBODY, Audience.HR)
    assert profile.hr_until > clock.today()


def test_the_list_leaves_out_its_reader(opened):
    reader = type("Reader", (), {"id": opened.sam.id})()
    found, more = shared.people(reader, 1)
    assert [one.person.name for one in found] == ["Ada Okafor"]
    assert not more
