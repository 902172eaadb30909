"""Which groups of readers somebody belongs to."""

from datetime import timedelta
from types import SimpleNamespace

from portal import clock
from portal.audience import Audience
from portal.db import db
from portal.mentorship import queries
from portal.mentorship.models import Mentor, Mentorship
from portal.people.models import NamedReader


def reader(person, hr=False):
    return SimpleNamespace(id=person.id, hr=hr)


def test_a_mentor_a_manager_and_hr_read_as_what_they_are(cast):
    db.session.add(Mentor(id=cast.mei.id))
    pair = Mentorship(
        mentor_id=cast.mei.id,
        mentee_id=cast.ada.id,
        started_at=clock.now(),
        ends_on=clock.today() + timedelta(days=90),
    )
    db.session.add(pair)
    db.session.add(NamedReader(person_id=cast.ada.id, reader_id=cast.alex.id))
    db.session.flush()
    assert queries.groups_of(reader(cast.mei), cast.ada) == Audience.MENTORS
    assert queries.groups_of(reader(cast.manu), cast.ada) == Audience.NOBODY
    cast.ada.shared_with_manager_id = cast.manu.id
    assert queries.groups_of(reader(cast.manu), cast.ada) == Audience.MANAGER
    assert queries.groups_of(reader(cast.alex), cast.ada) == Audience.NAMED
    assert queries.groups_of(reader(cast.alex), cast.mei) == Audience.NOBODY
    assert queries.groups_of(reader(cast.hana, hr=True), cast.ada) == Audience.HR
    assert queries.groups_of(reader(cast.sam), cast.ada) == Audience.NOBODY
    assert queries.groups_of(reader(cast.ada), cast.mei) == Audience.NOBODY
    assert [one.id for one in queries.mentors_of(cast.ada.id)] == [cast.mei.id]
    assert [one.id for one in queries.mentees_of(cast.mei.id)] == [cast.ada.id]
    pair.state, pair.ended_at = "ended", clock.now()
    db.session.flush()
    assert queries.groups_of(reader(cast.mei), cast.ada) == Audience.NOBODY
    assert queries.mentors_of(cast.ada.id) == queries.mentees_of(cast.mei.id) == []
