"""Looking after the catalogue: what cannot be right is refused in words, and nobody is lost."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, work
from portal.curate import rules as taxonomy
from portal.db import db, transaction
from portal.errors import Refused
from portal.learning.curating import rules
from portal.learning.curating.entry import entry_of, read
from portal.learning.models import (
    Enrolment,
    LearningDate,
    LearningItem,
    LearningSkill,
    Provider,
)
from portal.notices.models import Notice
from tests.learning import catalogue
from tests.racing import at_once

GOOD = {
    "title": "Grants basics", "provider": "Learning Centre", "format": "course", "hours": "6",
    "payer": "budget", "cost": "90.50", "currency": "GBP", "language": "English",
    "status": "active",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", " ", "Write what it is called"),
        ("hours", "-3", "cannot be less than nothing"),
        ("hours", "20000", "too much to be true"),
        ("hours", "1e3", "in figures"),
        ("cost", "99999999", "too much to be true"),
        ("cost", "9.999", "Two places"),
        ("cost", "nan", "in figures"),
        ("cost", "", "Write what it costs"),
        ("payer", "nobody", "Somebody has to pay"),
        ("currency", "pounds", "three letters"),
        ("currency", "GPB", "No currency is called GPB"),
        ("url", "javascript:alert(1)", "begins with https://"),
        ("certificate_months", "24", "Name the certificate"),
        ("certificate_months", "601", "1 to 600"),
        ("certificate_months", "0000000019999999999", "1 to 600"),
        ("cost", "1,5", "in figures"),
        ("hours", "7,50", "in figures"),
    ],
)
def test_what_cannot_be_right_is_told_on_its_field(field, value, said):
    entry, wrong = read(GOOD | {field: value})
    assert entry is None
    assert said in " ".join(wrong.values())


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=30)))
def test_anything_typed_is_read_or_told(given):
    entry, wrong = read(GOOD | given)
    assert (entry is None) == bool(wrong)


def test_hr_adds_edits_and_retires(app, hana, ada, cast):
    hana.post("/curate/learning/providers/add", {"name": "Learning Centre", "kind": "internal"})
    again = {"name": "learning centre", "kind": "external", "email": "no", "url": "no"}
    said = hana.post("/curate/learning/providers/add", again, status=422).text
    assert "name@example.org" in said
    assert "https://" in said
    kept = hana.post("/curate/learning/add", GOOD | {"cost": "-1"}, status=422).text
    assert "less than nothing" in kept
    assert 'value="-1"' in kept
    hana.post("/curate/learning/add", GOOD)
    item = db.session.query(LearningItem).one()
    assert (item.cost, item.payer) == (Decimal("90.50"), "budget")
    page = f"/curate/learning/{item.id}"
    catalogue.skill("Grant writing")
    db.session.commit()
    assert "no skill called" in hana.post(f"{page}/skills", {"skill": "Flying"}, status=422).text
    hana.post(f"{page}/skills", {"skill": "grant writing", "level": "2"})
    assert "Grant writing" in ada.get(f"/learning/{item.id}").text
    stamp = entry_of(db.session.get_one(LearningItem, item.id)).stamp
    lasts = {"certificate": "Grant writer", "certificate_months": "24"}
    hana.post(page, GOOD | lasts | {"title": "Grants", "version": stamp})
    assert 'value="24"' in hana.get(page).text
    both = hana.post(page, GOOD | {"title": "Money", "version": stamp}, status=409).text
    assert "Saved now: Grants," in both
    assert 'value="Money"' in both
    row = db.session.get_one(LearningItem, item.id)
    db.session.add_all(
        Enrolment(person_id=who.id, item_id=item.id, state=state, payer="budget", cost=row.cost)
        for who, state in ((cast.ada, "planned"), (cast.mei, "enrolled"))
    )
    db.session.commit()
    draft = GOOD | {"status": "draft", "version": entry_of(row).stamp}
    assert "Offer it no longer instead" in unescape(hana.post(page, draft, status=422).text)
    hana.post(f"{page}/retire")
    told = hana.get(page).text
    assert "Who has a place keeps it; who only wished for it is told" in told
    work.once()
    states = {e.person_id: e.state for e in db.session.query(Enrolment)}
    assert (states[cast.ada.id], states[cast.mei.id]) == ("cancelled", "enrolled")
    assert (
        "no longer offered" in db.session.query(Notice).filter_by(person_id=cast.ada.id).one().words
    )
    hana.post(f"{page}/bring-back")
    assert db.session.get_one(LearningItem, item.id).status == "active"
    ada.get("/curate/learning", status=403)
    ada.post(f"{page}/retire", status=404)


def test_dates_are_to_come_and_a_cancelled_one_is_told(app, hana, cast):
    item = catalogue.item("First aid", catalogue.provider())
    db.session.commit()
    page = f"/curate/learning/{item.id}"
    day = clock.today() + timedelta(days=10)
    when = {"day": str(day), "begins": "09:00", "ends": "12:00", "place": "Room 1", "places": "4"}
    past = when | {"day": str(clock.today() - timedelta(days=1))}
    assert "past" in hana.post(f"{page}/dates", past, status=422).text
    assert (
        "before it begins" in hana.post(f"{page}/dates", when | {"ends": "08:00"}, status=422).text
    )
    for places in ("0", "9" * 400):
        wrong = hana.post(f"{page}/dates", when | {"places": places}, status=422)
        assert "1 to 100,000" in wrong.text or "smaller number" in wrong.text
    hana.post(f"{page}/dates", when)
    assert "held at that time" in hana.post(f"{page}/dates", when, status=422).text
    date = db.session.query(LearningDate).one()
    db.session.add(
        Enrolment(person_id=cast.ada.id, item_id=item.id, state="enrolled", date_id=date.id)
    )
    db.session.commit()
    hana.post(f"/curate/learning/dates/{date.id}/cancel")
    work.once()
    assert db.session.query(Enrolment).one().state == "planned"
    assert "cancelled" in db.session.query(Notice).filter_by(person_id=cast.ada.id).one().words


def test_nothing_comes_before_itself(app, hana, cast):
    by = catalogue.provider()
    one, two, three = (catalogue.item(f"Part {n}", by) for n in (1, 2, 3))
    db.session.commit()
    hana.post(f"/curate/learning/{two.id}/needs", {"needed": "part 1"})
    hana.post(f"/curate/learning/{three.id}/needs", {"needed": "Part 2"})
    said = hana.post(f"/curate/learning/{one.id}/needs", {"needed": "Part 3"}, status=422).text
    assert "“Part 1” would need “Part 3”, which needs “Part 2”, which needs “Part 1”" in said
    assert (
        "Nothing is called"
        in hana.post(f"/curate/learning/{one.id}/needs", {"needed": "Part 9"}, status=422).text
    )


def test_two_who_close_a_circle_at_once_do_not(app, cast):
    by = catalogue.provider()
    one, two = (catalogue.item(f"Part {n}", by).id for n in (1, 2))
    db.session.commit()

    def closing(first, then):
        def act():
            with app.app_context(), transaction() as session:
                rules.need(*(session.get_one(LearningItem, key) for key in (first, then)))

        return act

    results = at_once([closing(one, two), closing(two, one)])
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_who_saves_a_provider_second_sees_what_the_first_saved(hana, cast):
    college = catalogue.provider("Ashby College")
    db.session.commit()
    page = f"/curate/learning/providers/{college.id}"

    def version(text):
        return re.search(r'name="version" value="(\w+)"', text)[1]

    mine = {"name": "Ashby College", "kind": "external", "version": version(hana.get(page).text)}
    hana.post(page, mine | {"contact": "Enrolment office"})
    both = hana.post(page, mine | {"phone": "020 7946 0500"}, status=409).text
    assert "Saved now: Ashby College, Enrolment office." in both
    hana.post(page, mine | {"phone": "020 7946 0500", "version": version(both)})
    db.session.refresh(college)
    assert (college.phone, college.contact) == ("020 7946 0500", "")


def test_a_provider_that_is_there_is_not_made_twice(app, cast):
    catalogue.provider("Ashby College")
    with pytest.raises(Refused, match="there already"):
        rules.save_provider(Provider(), name="ashby college")


def test_what_teaches_a_merged_skill_teaches_the_other_and_comes_back(app, cast):
    by = catalogue.provider()
    one, two = catalogue.skill("Workshops"), catalogue.skill("Facilitating")
    both = catalogue.item("Both", by, {one.id: 3, two.id: 2})
    alone = catalogue.item("Alone", by, {one.id: 1})
    db.session.commit()
    keys = one.id, two.id, both.id, alone.id, cast.hana.id
    with transaction():
        made = taxonomy.merge(keys[0], keys[1], keys[4])
    assert levels(keys[2]) == {keys[1]: 3}
    assert levels(keys[3]) == {keys[1]: 1}
    with transaction() as session:
        taxonomy.unmerge(session.get_one(type(made), made.id), keys[4])
    assert levels(keys[2]) == {keys[0]: 3, keys[1]: 2}
    assert levels(keys[3]) == {keys[0]: 1}


def levels(item_id):
    rows = db.session.query(LearningSkill).filter_by(item_id=item_id)
    return {row.skill_id: row.level for row in rows}


def test_that_somebody_is_on_it_is_not_told_by_a_refusal(app, hana):
    item = catalogue.item("Known to nobody", catalogue.provider("Learning Centre"))
    db.session.commit()
    said = GOOD | {"title": item.title, "status": "draft", "version": entry_of(item).stamp}
    page = f"/curate/learning/{item.id}"
    assert "Offer it no longer instead" in unescape(hana.post(page, said, status=422).text)
