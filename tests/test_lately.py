"""What may be a second old: read once in that time, and anew after every change made here."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import clock, lately
from portal.db import db
from portal.lately import Lately
from portal.people.models import Department

pytestmark = pytest.mark.one_database


def test_it_is_read_once_a_second_and_after_every_change(app, monkeypatch):
    noon, passed, times = datetime(2026, 6, 1, 12, tzinfo=UTC), [0.0], []
    monkeypatch.setattr(lately, "monotonic", lambda: passed[0])
    clock.fix(noon)
    kept = Lately(lambda: times.append(1) or len(times))

    assert (kept.get(), kept.get()) == (1, 1)
    passed[0] += 1.5  # what another process changed is seen
    assert (kept.get(), kept.get()) == (2, 2)
    clock.fix(noon + timedelta(hours=1))
    assert kept.get() == 3
    db.session.add(Department(name="Parks"))
    db.session.flush()
    assert (kept.get(), kept.get()) == (4, 5)  # in the middle of a change
    db.session.commit()
    assert (kept.get(), kept.get()) == (6, 6)
    clock.fix(noon)  # held at an earlier moment
    assert kept.get() == 7
