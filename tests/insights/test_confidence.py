"""Confidence and energy: counted once each, by one question, and said in words of shown figures."""

import csv
import io
from datetime import timedelta

import pytest

from portal import clock
from portal.aspirations.models import AspirationProfile
from portal.checkins.models import CheckIn
from portal.checkins.words import CONFIDENCE
from portal.db import db
from portal.insights import confident
from portal.insights.queries import EVERYBODY, Cell
from portal.people.models import Department
from tests.checking import Browser
from tests.insights.organisation import Town, snapshot, someone

pytestmark = pytest.mark.one_database


def says(here, department, confidence, energy="good", *, days=5, counted=True):
    person = someone(here, department)
    db.session.flush()
    at = clock.now() - timedelta(days=days)
    db.session.add(AspirationProfile(person_id=person.id, counted=counted))
    db.session.add(
        CheckIn(person_id=person.id, confidence=confidence, energy=energy, at=at, words="Quill")
    )
    return person


@pytest.fixture
def here(cast):
    made = Town({name: Department(name=name) for name in ("Transit", "Gardens")}, {})
    db.session.add_all(made.departments.values())
    db.session.flush()
    for _ in range(22):
        says(made, "Transit", "fairly")
        says(made, "Transit", "unsure", "low")
    for _ in range(12):
        says(made, "Gardens", "very")
    for _ in range(3):
        says(made, "Transit", "not")
        says(made, "Transit", "little", days=130)
    for _ in range(30):
        says(made, "Transit", "little", counted=False)
        someone(made, "Transit")
    return made


def figures(hana, query):
    answer = hana.get(f"/insights.csv?{query}").get_data().decode("utf-8-sig")
    return {(row[2], row[3]): row[4] for row in list(csv.reader(io.StringIO(answer)))[1:]}


def test_what_hr_is_shown_and_what_it_is_not(app, cast, hana, here):
    assert snapshot(here).published
    everybody = figures(hana, "view=confidence")
    assert everybody == {
        ("Everybody", "Very confident"): "10",
        ("Everybody", "Fairly confident"): "20",
        ("Everybody", "Not sure"): "20",
        ("Everybody", "Not very confident"): "not shown",
        ("Everybody", "Not confident at all"): "not shown",
    }
    parts = figures(hana, "view=confidence&group=department")
    assert parts["Transit", "Not sure"] == "20"
    gardens = {figure for (part, _), figure in parts.items() if part == "Gardens"}
    assert gardens == {"not shown"}, "all who answered there say the same"
    page = " ".join(hana.get("/insights/confidence").get_data(as_text=True).split())
    assert "Named most: “Fairly confident” and “Not sure”." in page
    assert "Quill" not in page
    Browser(app).sign_in(cast.manu).get("/insights/confidence", status=403)
    mine = Browser(app).sign_in(cast.ada).get("/me/visibility/totals").get_data(as_text=True)
    assert "Prospects: fairly confident" in mine
    assert "About 20" in mine


def test_four_check_ins_more_never_replace_the_figures(hana, here):
    assert snapshot(here).published
    for _ in range(4):
        says(here, "Transit", "unsure")
    assert not snapshot(here).published
    says(here, "Transit", "unsure")
    assert snapshot(here).published


def test_words_follow_from_shown_figures_alone():
    def said(*figures):
        rows = zip(CONFIDENCE.items(), figures, strict=True)
        return confident.in_words(
            [Cell("confidence", EVERYBODY, *what, shown) for what, shown in rows]
        )

    assert said(*[None] * 5) is None
    assert said(10, 40, None, 5, 5) == confident.Words("“Fairly confident”")
    all_shown = said(10, 40, 20, 10, 5)
    assert (all_shown.good, all_shown.mean) == (
        "50 to 60 %", "between “Fairly confident” and “Not sure”",
    )  # fmt: skip
    assert said(5, 5, 40, 5, 5).mean == "at “Not sure”"


def test_how_it_went_since_a_quarter_ago_stands_on_the_page_and_in_a_file(cast, hana, here):
    assert snapshot(here).published
    clock.fix(clock.now() + timedelta(days=90))
    for _ in range(15):
        says(here, "Transit", "unsure")
    assert snapshot(here).published
    hana.sign_in(cast.hana)
    page = hana.get("/insights/confidence").get_data(as_text=True)
    assert "“Not sure” about +15" in page
    answer = hana.get("/insights/changes.csv").get_data().decode("utf-8-sig")
    rows = {row[1]: row[-3:] for row in csv.reader(io.StringIO(answer))}
    assert rows["Not sure"] == ["20", "35", "15"]
