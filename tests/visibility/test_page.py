"""The page Who sees what, as its owner uses it."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.aspirations.models import AspirationProfile
from portal.audience import Audience
from portal.checkins.models import CheckIn
from portal.db import db
from portal.feedback.rules import show
from portal.people.models import Experience, Look, NamedReader, Person, Photo
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill
from tests.checking import Browser
from tests.feedback.conftest import NEXT, WELL, do, given
from tests.profile.making import has
from tests.programmes.conftest import joins, make

pytestmark = pytest.mark.one_database

PAGE = "/me/visibility"


def text(answer):
    return answer.get_data(as_text=True)


def kept(row):
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


@pytest.fixture
def belongings(cast):
    """Ada has three skills, a post and a photo; everything open to everyone."""
    rows = []
    for name in ("Mapping", "Pruning", "Weaving"):
        skill = Skill(name=name, folded=name.lower())
        db.session.add(skill)
        db.session.flush()
        rows.append(PersonSkill(person_id=cast.ada.id, skill_id=skill.id, level=2))
    post = Experience(person_id=cast.ada.id, title="Marshal", started_on=clock.today())
    photo = Photo(person_id=cast.ada.id, large=b"x", small=b"x", digest="d")
    db.session.add_all([*rows, post, photo])
    db.session.commit()
    return [*rows, post]


def send(browser, cast, section, audience, items=(), **more):
    form = {"section": section, "audience": str(int(audience)), "item": [i.hex for i in items]}
    form |= {"manager": str(cast.ada.manager_id or "")}
    return browser.post(PAGE, form | {k: v for k, v in more.items() if k != "status"},
                        **({"status": more["status"]} if "status" in more else {}))  # fmt: skip


def test_every_item_stands_on_the_page(ada, belongings):
    page = text(ada.get(PAGE))
    for words in (
        "My headline and my words", "My photo", "Mapping", "Marshal", "People I name",
        "The roles and kinds of work I am aiming for",
    ):  # fmt: skip
        assert words in page or words.startswith("The roles"), words


def test_one_skill_several_or_all_are_changed_and_taken_back(ada, cast, belongings):
    one, two, three, _ = belongings
    answer = send(ada, cast, "skills", Audience.MENTORS, [one.id, two.id])
    assert [kept(r).audience for r in (one, two, three)] == [1, 1, 8]
    events = db.session.query(PersonSkillEvent).filter_by(event="changed").all()
    assert {event.audience for event in events} == {Audience.MENTORS}
    page = text(ada.follow(answer))
    undo = re.search(r'action="(/me/visibility/undo[^"]+)"', page).group(1).replace("&amp;", "&")
    ada.post(undo)
    assert [kept(r).audience for r in (one, two, three)] == [8, 8, 8]
    assert "changed again since" in text(ada.follow(ada.post(undo)))
    send(ada, cast, "skills", Audience.NOBODY, all="1")
    assert {kept(r).audience for r in (one, two, three)} == {Audience.NOBODY}


@pytest.mark.parametrize(
    ("section", "item", "read"),
    [
        ("about", "about", lambda ada: ada.about_audience),
        ("about", "photo", lambda ada: db.session.get(Photo, ada.id).audience),
        ("aspirations", "roles",
         lambda ada: db.session.get(AspirationProfile, ada.id).roles_audience),
    ],
)  # fmt: skip
def test_single_items_are_changed_in_place_and_put_back(ada, cast, belongings, section, item, read):
    before = Audience.NOBODY if section == "aspirations" else Audience.EVERYONE
    form = {"section": section, f"to-{item}": "16", "manager": str(cast.manu.id)}
    answer = text(ada.post(PAGE, form, htmx=True))
    assert answer.lstrip().startswith("<section")
    assert read(kept(cast.ada)) == Audience.NAMED
    undo = re.search(r'hx-post="(/me/visibility/undo[^"]+)"', answer).group(1)
    ada.post(undo.replace("&amp;", "&"), htmx=True)
    assert read(kept(cast.ada)) == before


def test_experience_is_changed(ada, cast, belongings):
    post = belongings[3]
    send(ada, cast, "experience", Audience.HR, [post.id])
    assert kept(post).audience == Audience.HR


def test_nothing_ticked_and_nonsense_are_answered_in_words(ada, cast, belongings):
    answer = send(ada, cast, "skills", Audience.HR, status=422)
    assert "Tick at least one" in text(answer)
    for form in (
        {"section": "secrets", "audience": "1", "all": "1"},
        {"section": "skills", "audience": "32", "all": "1"},
        {"section": "skills", "audience": "-1", "all": "1"},
        {"section": "skills", "audience": "00199999", "all": "1"},
        {"section": "skills", "audience": "many", "all": "1"},
        {"section": "skills", "audience": "1", "all": "1", "manager": "me"},
    ):
        ada.post(PAGE, form, status=400)
    ada.post(f"{PAGE}/undo?section=skills&first=x&last=2", status=404)
    ada.post(f"{PAGE}/undo?section=about&was=about:99", status=404)
    ada.post(f"{PAGE}/people", {"reader": "nobody"}, status=404)


def test_nobody_changes_what_belongs_to_another(app, cast, belongings):
    one, _, _, post = belongings
    sam = Browser(app).sign_in(cast.sam)
    for section, row in (("skills", one), ("experience", post)):
        sam.post(PAGE, {"section": section, "audience": "0", "item": row.id.hex}, status=303)
        assert kept(row).audience == Audience.EVERYONE
    sam.post(f"{PAGE}/undo?section=experience&was={post.id.hex}:0")
    assert kept(post).audience == Audience.EVERYONE


def test_people_are_named_found_and_taken_off(ada, cast):
    assert "Sam Stranger" in text(ada.get(f"{PAGE}/people?q=stranger", htmx=True))
    assert "Nobody here is called" in text(ada.get(f"{PAGE}/people?q=zzz"))
    ada.post(f"{PAGE}/people", {"reader": str(cast.sam.id)})
    ada.post(f"{PAGE}/people", {"reader": str(cast.sam.id)})
    assert db.session.query(NamedReader).count() == 1
    assert "Sam Stranger" in text(ada.get(PAGE))
    for nobody in (cast.lee, cast.ada):
        ada.post(f"{PAGE}/people", {"reader": str(nobody.id)})
    assert db.session.query(NamedReader).count() == 1
    ada.post(f"{PAGE}/people/remove", {"reader": str(cast.sam.id)})
    assert db.session.query(NamedReader).count() == 0


def test_counting_and_approaches_are_switched(ada, cast):
    ada.post(f"{PAGE}/counting", {"counted": "no"})
    ada.post(f"{PAGE}/counting", {"approaches": "yes"})
    profile = db.session.get(AspirationProfile, cast.ada.id)
    assert (profile.counted, profile.open_to_approaches) == (False, True)
    assert "You are not counted" in text(ada.get(PAGE))
    ada.post(f"{PAGE}/counting", {}, status=400)


def test_who_looked_is_told_with_what_they_were_then(app, ada, cast):
    manu = Browser(app).sign_in(cast.manu)
    for _ in range(2):
        answer = manu.get(f"/people/{cast.ada.id}")
        assert "can see that you looked" in text(answer)
        answer.close()
    ada.get(f"/people/{cast.ada.id}").close()
    look = db.session.query(Look).one()
    assert (look.reader_id, look.reader_as, look.surface) == (cast.manu.id, "manager", "page")
    cast.ada.manager_id = cast.sam.id
    look.day -= timedelta(days=2)
    db.session.commit()
    page = text(ada.get(PAGE))
    assert "Manu Reyes" in page
    assert "your line manager then" in page
    look = db.session.query(Look).one()
    look.day -= timedelta(days=400)
    db.session.commit()
    assert "your line manager then" not in text(ada.get(PAGE))


def test_sixty_skills_keep_the_page_small(app, ada, cast):
    for number in range(60):
        name = f"Skill with a longer name {number}"
        skill = Skill(name=name, folded=name.lower())
        db.session.add(skill)
        db.session.flush()
        db.session.add(
            PersonSkill(
                person_id=cast.ada.id, skill_id=skill.id, level=2, audience=(8, 1, 3, 0)[number % 4]
            )
        )
    person = db.session.get_one(Person, cast.ada.id)
    person.shared_with_manager_id = person.manager_id
    for reader in (cast.mei, cast.hana):
        db.session.add(NamedReader(person_id=person.id, reader_id=reader.id))
        db.session.add(Look(person_id=person.id, reader_id=reader.id, reader_as="hr",
                            surface="page", day=clock.today()))  # fmt: skip
    db.session.commit()
    joins(make(cast.hana), cast.ada, wants=[skill.id])
    ada.get(PAGE)
    answer = ada.get(PAGE)
    assert "Hana Raman of HR reads what you wrote to join" in answer.text
    assert ada.statements <= 10, ada.statements
    assert len(answer.data) <= 26_000, len(answer.data)
    assert all(f"Skill with a longer name {number}" in answer.text for number in range(60))
    assert 'name="item"' not in answer.text, "they are chosen on a page of their own"


def test_many_items_are_chosen_on_a_page_of_their_own(ada, cast):
    rows = []
    for number in range(21):
        skill = Skill(name=f"Skill {number}", folded=f"skill {number}")
        db.session.add(skill)
        db.session.flush()
        rows.append(PersonSkill(person_id=cast.ada.id, skill_id=skill.id, level=2))
    db.session.add_all(rows)
    db.session.commit()
    whole = f"{PAGE}/all/skills"
    assert f'href="{whole}"' in text(ada.get(PAGE))
    page = text(ada.get(whole))
    assert page.count('name="item"') == 21
    assert 'name="whole" value="1"' in page
    form = {"whole": "1"}
    answer = send(ada, cast, "skills", Audience.NAMED, [rows[0].id], **form)
    assert answer.location == whole
    assert kept(rows[0]).audience == Audience.NAMED
    again = {"section": "skills", "audience": "0", "item": rows[1].id.hex, "manager": ""}
    fragment = text(ada.post(PAGE, again | form | {"manager": str(cast.manu.id)}, htmx=True))
    assert fragment.count('name="item"') == 21, "the page of the section keeps all of it"
    undo = re.search(r'hx-post="(/me/visibility/undo[^"]+)"', fragment).group(1)
    back = text(ada.post(undo.replace("&amp;", "&"), form, htmx=True))
    assert back.count('name="item"') == 21
    assert kept(rows[1]).audience == Audience.EVERYONE
    answer = send(ada, cast, "skills", Audience.HR, status=422, **form)
    assert "Tick at least one" in text(answer)
    assert text(answer).count('name="item"') == 21
    ada.get(f"{PAGE}/all/secrets", status=404)


def test_the_choices_of_many_check_ins_do_not_lengthen_the_page(ada, cast):
    for number in range(12):
        db.session.add(CheckIn(person_id=cast.ada.id, at=clock.now() - timedelta(days=90 * number)))
    db.session.commit()
    page = text(ada.get(PAGE))
    assert page.count('<select class="input auto" id="s-check-ins-') == 5
    assert page.count("The one of ") == 12, "each stands there with who sees it"
    whole = text(ada.get(f"{PAGE}/all/check-ins"))
    assert whole.count('<select class="input auto" id="s-check-ins-') == 12


def test_what_hr_sees_of_my_groups_opens_in_the_page_or_on_its_own(ada, cast):
    assert f'href="{PAGE}/totals" hx-get="{PAGE}/totals"' in text(ada.get(PAGE))
    assert "There are no figures yet" in text(ada.get(f"{PAGE}/totals"))
    assert (
        text(ada.get(f"{PAGE}/totals", htmx=True))
        .lstrip()
        .startswith('<div class="stack" id="figures">')
    )


def test_who_reads_feedback_is_said_and_true(app, ada, hana, cast):
    skill = has(cast.ada, "First aid").skill
    row = do(show, given(cast.ada, cast.mei, skill, may_show=True))
    mei, manu = (Browser(app).sign_in(one) for one in (cast.mei, cast.manu))
    for reader in (ada, mei):
        page = text(reader.get(PAGE))
        assert "is read by whoever gives it and whoever receives it, and by nobody else" in page
        assert "whoever may see the skill reads what went well" in page
        assert NEXT in text(reader.get(f"/feedback/{row.id}"))
    for other in (hana, manu):
        other.get(f"/feedback/{row.id}", status=404)
    shown = text(manu.get(f"/people/{cast.ada.id}"))
    assert WELL in shown
    assert NEXT not in shown
