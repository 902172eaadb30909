"""Reviews by those who have done it, under their names; and lists of one's own."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, transaction
from portal.learning.models import Enrolment
from portal.learning.own import rules
from portal.learning.own.models import LearningList, Review
from tests.checking import Browser
from tests.learning import catalogue
from tests.racing import at_once


@pytest.fixture
def item(cast):
    made = catalogue.item("Grants basics", catalogue.provider())
    db.session.commit()
    return made


def has_done(person, item):
    db.session.add(Enrolment(person_id=person.id, item_id=item.id, state="completed"))
    db.session.commit()


def test_who_has_done_it_says_so_once_under_their_name(ada, mei, cast, item):
    path = f"/learning/{item.id}/review"
    ada.post(path, {"stars": "5", "words": "Good"})  # a refusal leads back
    assert db.session.query(Review).count() == 0
    assert "Who has done it can say" in ada.get(f"/learning/{item.id}").text
    has_done(cast.ada, item)
    assert "Choose one of the five" in ada.post(path, {"words": "Kept"}, status=422).text
    ada.post(path, {"stars": "4", "words": "Bring your own idea."})
    assert "Change my review" in ada.get(f"/learning/{item.id}").text
    page = mei.get(f"/learning/{item.id}").text
    assert "Ada Okafor" in page
    assert "Bring your own idea." in page
    assert "from three reviews on" in page
    both = ada.post(path, {"stars": "2", "words": "Mine", "version": "7"}, status=409).text
    assert "Bring your own idea." in both
    assert "Mine" in both
    ada.post(path, {"stars": "2", "words": "Mine", "version": "1"})
    row = db.session.query(Review).one()
    assert (row.stars, row.version) == (2, 2)
    mei.post(f"/learning/reviews/{row.id}/remove", status=404)
    at = f"/learning/reviews/{row.id}"
    for word in ("remove", "remove"):  # in two tabs
        ada.post(f"{at}/{word}")
    assert "Mine" not in mei.get(f"/learning/{item.id}").text
    assert "Change my review" not in ada.get(f"/learning/{item.id}").text
    mei.post(f"{at}/put-back", status=404)
    ada.post(f"{at}/put-back")
    assert "Mine" in mei.get(f"/learning/{item.id}").text
    ada.post(f"{at}/remove")
    ada.post(path, {"stars": "3", "words": "Anew"})
    assert [one.words for one in db.session.query(Review)] == ["Anew"]


def test_an_average_is_shown_from_three_on(ada, cast, item):
    for person, stars in ((cast.mei, 5), (cast.sam, 4)):
        db.session.add(Review(item_id=item.id, person_id=person.id, stars=stars))
    db.session.commit()
    assert "4.5 of 5" not in ada.get(f"/learning/{item.id}").text
    db.session.add(Review(item_id=item.id, person_id=cast.manu.id, stars=4))
    db.session.commit()
    page = ada.get(f"/learning/{item.id}").text
    assert "4.3 of 5" in page
    assert "from 3 reviews" in page


def test_lists_are_mine_in_my_order_until_i_share_one(app, ada, mei, cast, item):
    other = catalogue.item("Grants in depth", item.provider)
    db.session.commit()
    ada.post(f"/learning/{item.id}/keep", {"name": "Money for parks"})
    row = db.session.query(LearningList).one()
    ada.post(f"/learning/{other.id}/keep", {"list": str(row.id)})
    page = f"/learning/lists/{row.id}"
    text = ada.get(page).text
    assert text.index("Grants basics") < text.index("Grants in depth")
    ada.post(f"{page}/change", {"do": f"up:{other.id}"})
    text = ada.get(page).text
    assert text.index("Grants in depth") < text.index("Grants basics")
    ada.post(f"/learning/{item.id}/keep", {})
    assert "Grants basics" not in ada.get(page).text
    mei.get(page, status=404)
    ada.post(f"{page}/share", {"shared": "y"})
    shared = mei.get(page).text
    assert "A list of Ada Okafor" in shared
    assert "Move" not in shared
    mei.post(f"{page}/remove", status=404)
    assert "Give the list a name" in ada.post(page, {"name": " "}, status=422).text
    ada.post("/learning/lists", {"name": "Later"})
    ada.post(page, {"name": "Later"})  # refused: the other one has the name
    assert {x.name for x in db.session.query(LearningList)} == {"Money for parks", "Later"}
    ada.post(f"{page}/remove")
    ada.get(page, status=404)
    mei.get(page, status=404)
    assert "Money for parks" not in ada.get("/learning/lists").text
    ada.post(f"{page}/share", {})  # an old tab: refused
    ada.post(f"{page}/put-back")
    assert "Grants in depth" in mei.get(page).text
    ada.post(f"{page}/remove")
    ada.post("/learning/lists", {"name": "Money for parks"})
    ada.post(f"{page}/put-back", status=404)  # its name was taken, so it is gone
    names = {x.name for x in db.session.query(LearningList)}
    assert names == {"Money for parks", "Later"}
    db.session.query(LearningList).update({"removed_at": clock.now() - timedelta(days=31)})
    rules.forget_removed()
    assert db.session.query(LearningList).count() == 0
    db.session.commit()
    assert Browser(app).sign_in(cast.mei).get("/learning/lists").status_code == 200


def test_two_tabs_that_start_the_same_list_start_one(app, cast):
    key = cast.ada.id
    db.session.rollback()

    def start():
        with app.app_context(), transaction():
            return rules.start_list(key, "For spring").id

    found = at_once([start] * 4)
    assert len(set(found)) == 1
    assert db.session.query(LearningList).count() == 1
