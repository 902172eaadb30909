"""One consent for the line manager: nothing passes to a new one that was not meant for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audience import Audience, in_words
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.people import manager
from portal.people.models import Experience, Person
from portal.skills import own
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill
from tests.checking import Browser
from tests.racing import at_once

pytestmark = pytest.mark.one_database


@pytest.fixture
def skills(cast):
    made = [Skill(name=f"Skill {n}", folded=f"skill {n}") for n in range(3)]
    db.session.add_all(made)
    db.session.commit()
    return made


def add(cast, skill, audience):
    with transaction():
        row, _ = own.add(
            cast.ada.id,
            db.session.get_one(Skill, skill.id),
            own.Rating(level=2, interest="happy", audience=audience),
        )
        key = row.id
    return key


def new_manager(cast, person):
    db.session.rollback()
    cast.ada.manager_id = person.id
    db.session.commit()


def shown_to(app, reader, ada):
    page = Browser(app).sign_in(reader).get(f"/people/{ada.id}").get_data(as_text=True)
    return {f"Skill {n}" for n in range(3) if f"Skill {n}" in page}


def ada(cast):
    db.session.rollback()
    return db.session.get(Person, cast.ada.id, populate_existing=True)


def answer(browser, person, said, **more):
    return browser.post(
        "/me/visibility/manager", {"answer": said, "manager": str(person.id)}, **more
    )


def test_the_first_share_says_whom_shares_are_for(app, cast, skills):
    assert ada(cast).shared_with_manager_id is None
    add(cast, skills[0], Audience.MANAGER)
    assert ada(cast).shared_with_manager_id == cast.manu.id
    assert shown_to(app, cast.manu, cast.ada) == {"Skill 0"}


def test_the_page_of_a_skill_says_that_a_share_waits(app, cast, skills):
    key = add(cast, skills[0], Audience.MANAGER)
    page = f"/me/skills/{key}/story"
    browser = Browser(app).sign_in(cast.ada)
    assert in_words(Audience.MANAGER) in browser.get(page).get_data(as_text=True)
    new_manager(cast, cast.sam)
    told = browser.get(page).get_data(as_text=True)
    assert in_words(Audience.WAITING) in told
    assert in_words(Audience.MANAGER) not in told


def test_a_share_after_a_change_goes_to_the_new_one_and_old_ones_wait(app, cast, skills):
    old = add(cast, skills[0], Audience.MANAGER | Audience.MENTORS)
    new_manager(cast, cast.sam)
    assert shown_to(app, cast.sam, cast.ada) == shown_to(app, cast.manu, cast.ada) == set()
    add(cast, skills[1], Audience.MANAGER)
    assert shown_to(app, cast.sam, cast.ada) == {"Skill 1"}
    kept = db.session.get(PersonSkill, old, populate_existing=True).audience
    assert kept == Audience.WAITING | Audience.MENTORS
    assert manager.asks(ada(cast))
    browser = Browser(app).sign_in(cast.ada)
    assert "1 skill" in browser.get("/me/visibility").get_data(as_text=True)
    assert "Say whether your new line manager sees" in browser.get("/").get_data(as_text=True)
    answer(browser, cast.sam, "yes")
    assert shown_to(app, cast.sam, cast.ada) == {"Skill 0", "Skill 1"}
    assert not manager.asks(ada(cast))


def test_no_takes_old_shares_away_and_leaves_new_ones(app, cast, skills):
    add(cast, skills[0], Audience.MANAGER)
    new_manager(cast, cast.sam)
    add(cast, skills[1], Audience.MANAGER)
    browser = Browser(app).sign_in(cast.ada)
    answer(browser, cast.sam, "no")
    assert shown_to(app, cast.sam, cast.ada) == {"Skill 1"}
    new_manager(cast, cast.manu)
    assert shown_to(app, cast.manu, cast.ada) == set(), "nor does it return with the old one"


def test_an_answer_about_somebody_else_changes_nothing(app, cast, skills):
    add(cast, skills[0], Audience.MANAGER)
    new_manager(cast, cast.sam)
    browser = Browser(app).sign_in(cast.ada)
    new_manager(cast, cast.mei)
    answer(browser, cast.sam, "yes")
    assert shown_to(app, cast.sam, cast.ada) == shown_to(app, cast.mei, cast.ada) == set()
    browser.post("/me/visibility/manager", {"answer": "maybe"}, status=400)
    with transaction(), pytest.raises(Refused):
        manager.answer(db.session.get_one(Person, cast.ada.id), True, cast.sam.id)


def test_a_page_that_named_another_manager_shares_with_nobody(app, cast, skills):
    key = add(cast, skills[0], Audience.NOBODY)
    browser = Browser(app).sign_in(cast.ada)
    form = {"level": "2", "interest": "happy", "audience": "2", "version": "1",
            "manager": str(cast.manu.id)}  # fmt: skip
    new_manager(cast, cast.sam)
    browser.post(f"/me/skills/{key}/edit", form)
    assert shown_to(app, cast.sam, cast.ada) == set()
    assert db.session.get(PersonSkill, key, populate_existing=True).audience == Audience.WAITING


def test_my_line_manager_on_the_form_of_a_waiting_skill_is_the_one_of_now(app, cast, skills):
    first, second = (add(cast, skill, Audience.MANAGER) for skill in skills[:2])
    new_manager(cast, cast.sam)
    browser = Browser(app).sign_in(cast.ada)
    page = browser.get(f"/me/skills/{first}/edit").get_data(as_text=True)
    assert '<option value="32" selected>Your line manager, once you agree' in page
    form = {"level": "3", "interest": "happy", "version": "1", "manager": str(cast.sam.id)}
    browser.post(f"/me/skills/{second}/edit", form | {"audience": "32"})
    assert shown_to(app, cast.sam, cast.ada) == set(), "it waits on, whatever else is changed"
    browser.post(f"/me/skills/{first}/edit", form | {"audience": "2"})
    assert shown_to(app, cast.sam, cast.ada) == {"Skill 0"}


def test_undo_does_not_open_to_a_manager_who_came_after(app, cast, skills):
    key = add(cast, skills[0], Audience.MANAGER)
    row = db.session.get_one(PersonSkill, key)
    with transaction():
        row = db.session.get_one(PersonSkill, key)
        own.change(row, own.Rating(level=2, interest="happy", audience=Audience.NOBODY))
    step = db.session.query(PersonSkillEvent.id).order_by(PersonSkillEvent.id.desc()).first()[0]
    new_manager(cast, cast.sam)
    add(cast, skills[1], Audience.MANAGER)
    with transaction():
        own.undo(cast.ada.id, skills[0].id, step)
    assert shown_to(app, cast.sam, cast.ada) == {"Skill 1"}
    assert manager.asks(ada(cast))


def test_undo_within_the_same_consent_shares_again(app, cast, skills):
    key = add(cast, skills[0], Audience.MANAGER)
    with transaction():
        row = db.session.get_one(PersonSkill, key)
        own.change(row, own.Rating(level=2, interest="happy", audience=Audience.NOBODY))
        step = db.session.query(PersonSkillEvent.id).order_by(PersonSkillEvent.id.desc()).first()[0]
    with transaction():
        own.undo(cast.ada.id, skills[0].id, step)
    assert shown_to(app, cast.manu, cast.ada) == {"Skill 0"}


def test_without_a_manager_a_share_waits_for_the_first(app, cast, skills):
    cast.ada.manager_id = None
    db.session.commit()
    add(cast, skills[0], Audience.MANAGER)
    assert not manager.asks(ada(cast))
    new_manager(cast, cast.sam)
    assert manager.asks(ada(cast))
    assert shown_to(app, cast.sam, cast.ada) == set()


def test_posts_and_words_fall_under_it_too(app, cast):
    browser = Browser(app).sign_in(cast.ada)
    words = {"headline": "Quill", "about": "", "audience": "2", "version": "1"}
    browser.post("/me/edit", words | {"manager": str(cast.manu.id)})
    browser.post("/me/experience/add", {
        "title": "Marshal", "start_month": "3", "start_year": "2020", "audience": "2",
        "manager": str(cast.manu.id),
    })  # fmt: skip
    assert db.session.query(Experience).one().audience == Audience.MANAGER
    page = Browser(app).sign_in(cast.manu).get(f"/people/{cast.ada.id}").get_data(as_text=True)
    assert "Quill" in page
    assert "Marshal" in page
    new_manager(cast, cast.sam)
    for reader in (cast.sam, cast.manu):
        page = Browser(app).sign_in(reader).get(f"/people/{cast.ada.id}").get_data(as_text=True)
        assert "Quill" not in page
        assert "Marshal" not in page


def test_two_shares_at_once_and_an_answer_leave_one_truth(app, cast, skills):
    """Whatever comes first: the old share is the new manager's only by a yes."""
    old = add(cast, skills[0], Audience.MANAGER)
    new_manager(cast, cast.sam)
    ada_id, sam_id = cast.ada.id, cast.sam.id
    wanted = own.Rating(level=2, interest="happy", audience=Audience.MANAGER)
    keys = [skill.id for skill in skills]
    db.session.rollback()

    def share(n):
        with app.app_context(), transaction():
            own.add(ada_id, db.session.get_one(Skill, keys[n]), wanted)

    def say_no():
        with app.app_context(), transaction():
            manager.answer(lock(Person, ada_id), False, sam_id)

    done = at_once([lambda: share(1), lambda: share(2), say_no])
    assert done == [None, None, None]
    db.session.rollback()
    assert "Skill 0" not in shown_to(app, cast.sam, cast.ada)
    kept = db.session.get(PersonSkill, old, populate_existing=True).audience
    assert kept in (Audience.NOBODY, Audience.WAITING)


class Led:
    def __init__(self, manager_id, shared_with_manager_id):
        self.manager_id, self.shared_with_manager_id = manager_id, shared_with_manager_id


someone = st.sampled_from((None, 1, 2))
audiences = st.integers(0, 63).map(Audience)


@given(st.builds(Led, someone, someone), audiences)
def test_what_waits_is_open_to_no_manager(person, audience):
    told = manager.as_it_is(person, audience)
    if manager.waits(person, audience):
        assert not told.includes(Audience.MANAGER) or told & Audience.EVERYONE
    assert told & ~manager.BOTH == audience & ~manager.BOTH
    assert in_words(audience)
    assert in_words(told)


@given(st.builds(Led, someone, someone), audiences, audiences)
def test_only_what_was_theirs_or_is_opened_now_reaches_a_manager(person, before, wanted):
    theirs = bool(Audience.MANAGER & before) and manager.agreed(person) is not None
    if Audience.MANAGER & wanted and wanted != before:
        assert manager.opens(person, before, wanted) != theirs
