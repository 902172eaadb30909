"""Several tabs and several people at the same moment."""

import pytest

from portal.db import db
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill
from tests.checking import Browser
from tests.profile.making import edit, fresh, has
from tests.racing import at_once


def posting(browser, path, form):
    """A post of this browser that can be made in another thread; it returns the status."""
    client = browser.app.test_client()
    client._cookies.update(browser.client._cookies)
    data = {"csrf_token": browser.token()} | form
    client._cookies.update(browser.client._cookies)

    def post():
        with browser.app.app_context():
            return client.post(path, data=data).status_code

    return post


def posts(browser, path, forms):
    return at_once([posting(browser, path, form) for form in forms])


def test_of_parallel_saves_exactly_one_is_told_success(ada, cast):
    row = has(cast.ada, "First aid", 1)
    forms = [
        edit(row, level=level, interest=interest)
        for level in (2, 3, 4)
        for interest in ("more", "less")
    ]
    told = posts(ada, f"/me/skills/{row.id}/edit", forms)
    assert sorted(told) == [303] + [409] * 5
    saved = fresh(row)
    assert saved.version == 2
    won = forms[told.index(303)]
    assert (str(saved.level), saved.interest) == (won["level"], won["interest"]), "no blend"
    assert db.session.query(PersonSkillEvent).filter_by(event="changed").count() == 1


def test_of_parallel_words_exactly_one_is_kept(ada, cast):
    forms = [{"headline": f"Tab {n}", "about": f"About {n}", "version": "1"} for n in range(6)]
    told = posts(ada, "/me/edit", forms)
    assert sorted(told) == [303] + [409] * 5
    person = fresh(cast.ada)
    assert {"headline": person.headline, "about": person.about}.items() <= forms[
        told.index(303)
    ].items()


def test_parallel_clicks_on_add_make_one_skill(ada, cast):
    form = {"skill": "Harp tuning", "level": "2", "propose": "1", "_once": "a key"}
    told = posts(ada, "/me/skills", [form] * 8)
    assert told == [303] * 8
    assert db.session.query(PersonSkill).count() == 1


def test_parallel_undos_take_back_once(ada, cast):
    row = has(cast.ada, "First aid", 1)
    skill_id = row.skill_id
    ada.post(f"/me/skills/{row.id}/edit", {"remove": "1"})
    step = db.session.query(PersonSkillEvent).filter_by(event="removed").one().id
    path = f"/me/skills/undo/{skill_id}?step={step}"
    told = posts(ada, path, [{}] * 4)
    assert set(told) <= {303, 409}
    assert db.session.query(PersonSkill).count() == 1
    assert db.session.query(PersonSkillEvent).filter_by(event="restored").count() == 1


@pytest.mark.parametrize("word", ["Harp tuning"])
def test_one_word_proposed_by_several_at_once_is_one_skill(app, cast, word):
    people = [Browser(app).sign_in(p) for p in (cast.ada, cast.mei, cast.sam, cast.hana)]
    form = {"skill": word, "level": "2", "propose": "1"}
    told = at_once([posting(browser, "/me/skills", form) for browser in people])
    assert told == [303] * 4
    assert db.session.query(Skill).count() == 1
    assert db.session.query(PersonSkill).count() == 4
