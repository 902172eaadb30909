"""The mentorship at work: what the two share, what stays with each, and what reaches calendars."""

import pytest

from portal.db import db, transaction
from portal.mentorship import rules
from portal.mentorship.models import Mentorship, MentorshipRequest
from tests.checking import Browser
from tests.mentorship.conftest import asked


@pytest.fixture
def together(cast, hall):
    """Ada and Mei work together."""
    request = asked(hall.mentor, cast.ada, goals=["Chair a meeting", "Know five groups"])
    with transaction():
        rules.accept(db.session.get(MentorshipRequest, request.id))
    return db.session.query(Mentorship).one()


def at(pair, rest=""):
    return f"/mentorship/{pair.id}{rest}"


def test_the_page_of_two_is_open_to_the_two_alone(app, cast, ada, mei, together):
    assert "Mei Halvorsen" in ada.get(at(together)).text
    assert "Ada Okafor" in mei.get(at(together)).text
    for who in (cast.sam, cast.hana, cast.alex, cast.manu):
        Browser(app).sign_in(who).get(at(together), status=404)
