"""Several tabs, one person, the same moment."""

from portal.aspirations import queries
from portal.aspirations.models import Aspiration, AspirationEvent, AspirationProfile
from portal.db import db
from tests.checking import Browser
from tests.racing import at_once

PAGE = "/me/aspirations"


def tab(app, who, path, **form):
    """A tab about to send its form; calling it gives the status."""
    browser = Browser(app).sign_in(who)
    data = {"csrf_token": browser.token()} | form
    return lambda: browser.client.post(path, data=data).status_code


def test_of_many_tabs_one_is_kept_and_the_others_are_told(app, cast):
    form = {"version": "0", "gig_hours": "0", "counted": "y"}
    answers = at_once([tab(app, cast.ada, PAGE, **form, words=f"Tab {n}") for n in range(6)])
    assert sorted(answers) == [303] + [409] * 5
    db.session.rollback()
    profile = db.session.query(AspirationProfile).one()
    assert (profile.version, profile.words[:4]) == (1, "Tab ")


def test_the_same_role_is_added_once(app, cast, roles):
    code = f"role:{roles.ranger.id}"
    answers = at_once([tab(app, cast.ada, f"{PAGE}/roles", choice=code) for _ in range(5)])
    assert sorted(answers) == [200] + [422] * 4
    db.session.rollback()
    assert db.session.query(Aspiration).count() == 1


def test_five_places_hold(app, cast, roles):
    calls = [
        tab(app, cast.ada, f"{PAGE}/roles", target=f"My own words {n}", choice="words")
        for n in range(8)
    ]
    assert sorted(at_once(calls)) == [200] * 5 + [422] * 3
    db.session.rollback()
    assert len(queries.live_of(cast.ada.id)) == 5


def test_a_removal_and_a_save_do_not_wait_for_each_other(app, cast, roles):
    row = Aspiration(person_id=cast.ada.id, role_id=roles.ranger.id)
    db.session.add(row)
    db.session.commit()
    key = row.id
    form = {
        "version": "0", "gig_hours": "0", "words": "x", f"t-{key}-version": "1",
        f"t-{key}-horizon": "year", f"t-{key}-aim": "next",
    }  # fmt: skip
    calls = [tab(app, cast.ada, PAGE, **form), tab(app, cast.ada, f"{PAGE}/{key}/drop")] * 3
    assert set(at_once(calls)) <= {200, 303}
    db.session.rollback()
    assert db.session.query(AspirationEvent).filter_by(event="drop").count() == 1
    assert db.session.get(Aspiration, key).state == "dropped"
