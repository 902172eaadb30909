"""Skills wanted, needed and held, beside what teaches them; and who could step in where."""

import csv
import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.audience import Audience
from portal.db import db
from portal.insights import queries, trends
from portal.insights.models import SnapshotCell
from portal.people.models import Person
from portal.roles.models import Role, RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill
from tests.checking import Browser
from tests.insights.organisation import snapshot, town, wish


@pytest.fixture
def here(app, cast):
    """24 aim for Data Analyst and its statistics: 10 want it, 7 have it, 6 keep theirs."""
    made = town()
    skills = {
        name: Skill(name=name, folded=fold(name), kind="technical")
        for name in ("Statistics", "Diving")
    }
    db.session.add_all(skills.values())
    db.session.flush()
    analyst = made.roles["Data Analyst"]
    db.session.add(RoleSkill(role_id=analyst.id, skill_id=skills["Statistics"].id, level=3))
    aims = select(Aspiration.person_id).where(Aspiration.role_id == analyst.id)
    people = list(db.session.scalars(select(Person).where(Person.id.in_(aims))))
    for n, person in enumerate(people[:23]):
        level, interest = (0, "learn") if n < 10 else (3, "happy")
        quiet = Audience.NOBODY if n >= 17 else Audience.EVERYONE
        db.session.add(
            PersonSkill(
                person_id=person.id, skill_id=skills["Statistics"].id, level=level,
                interest=interest, audience=quiet,
            )
        )  # fmt: skip
    for person in people[:3]:
        db.session.add(PersonSkill(person_id=person.id, skill_id=skills["Diving"].id, level=4))
    analyst.critical = True
    db.session.commit()
    return made


def shown(view: str) -> dict[str, int | None]:
    rows = db.session.execute(
        select(SnapshotCell.label, SnapshotCell.shown).where(SnapshotCell.view == view)
    )
    return {label: figure for label, figure in rows}


def test_what_skills_say_is_counted_without_those_kept_to_oneself(here):
    assert snapshot(here).published
    assert shown("wanted")["Statistics"] == 10
    assert shown("growing")["Statistics"] == 10  # 24 less the 13 at level 3
    assert shown("held")["Statistics"] == 5
    assert "Diving" not in shown("held"), "three people are too few"
    assert shown("ready") == {"Data Analyst": 5}
    assert shown("nearly") == {"Data Analyst": 5}


def test_people_who_do_not_count_do_not_count_by_their_skills(here):
    for profile in db.session.scalars(select(AspirationProfile)):
        profile.counted = False
    db.session.commit()
    snapshot(here)
    assert set(shown("wanted").values()) == {None}
    assert set(shown("growing").values()) == {None}


def test_one_wish_does_not_go_out_with_the_skills_of_others(here):
    """Skills are open to everyone: who knows the five that changed reads the sixth."""
    assert snapshot(here).published
    clock.fix(clock.now() + timedelta(days=1))
    skills = db.session.scalars(select(PersonSkill).where(PersonSkill.interest == "learn"))
    for row in list(skills)[:5]:
        row.interest = "less"
    one = db.session.scalars(select(Aspiration).limit(1)).one()
    before, one.horizon = one.horizon, "later" if one.horizon != "later" else "year"
    assert not snapshot(here).published
    one.horizon = before
    assert snapshot(here).published, "five skills alone may"


def test_hr_sees_what_to_offer_and_marks_critical_roles(hana, here):
    snapshot(here)
    text = hana.get("/insights/training").get_data(as_text=True)
    assert "Statistics" in text
    assert "Nothing yet" in text
    assert hana.statements <= 10
    text = hana.get("/insights/strength").get_data(as_text=True)
    assert "Data Analyst" in text
    assert hana.statements <= 10
    text = hana.get("/insights/moves").get_data(as_text=True)
    assert "No role recorded" in text
    assert "No way was taken by enough people" in text
    assert hana.statements <= 10
    leader = here.roles["Team Leader"].id
    assert "Mark as critical" in hana.get(f"/roles/{leader}").get_data(as_text=True)
    hana.post(f"/insights/critical/{leader}", {"on": "1"})
    assert db.session.get_one(Role, leader, populate_existing=True).critical
    hana.post(f"/insights/critical/{leader}", {"back": "strength"})
    assert not db.session.get_one(Role, leader, populate_existing=True).critical


@pytest.mark.parametrize("path", ["/insights/training", "/insights/moves", "/insights/strength"])
def test_nobody_else_reads_them_and_nothing_is_asked_of_them(app, cast, hana, here, path):
    for who in ("ada", "manu", "alex"):
        Browser(app).sign_in(getattr(cast, who)).get(path, status=403)
    snapshot(here)
    hana.get(f"{path}?group=level:2", status=400)


def test_the_workbook_has_the_figures_of_the_file_and_no_formula(hana, here):
    snapshot(here)
    answer = hana.get("/insights.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    told = workbook(answer.get_data())
    lines = list(csv.reader(io.StringIO(hana.get("/insights.csv").get_data().decode("utf-8-sig"))))
    assert told == {
        (title[:31], answer.removeprefix("'"), figure) for _, title, _, answer, figure in lines[1:]
    }
    assert "=Archivist" in {answer for _, answer, _ in told}
    hana.get("/insights.xlsx?view=salaries", status=400)
    hana.get("/insights.ods", status=404)


def workbook(data: bytes) -> set[tuple[str, str, str]]:
    """(sheet, answer, figure) of every line, read from the parts of the file."""
    parts = zipfile.ZipFile(io.BytesIO(data))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    words = ["".join(one.itertext()) for one in _xml(parts, "xl/sharedStrings.xml")]
    sheets = [one.get("name") for one in _xml(parts, "xl/workbook.xml").iter(f"{space}sheet")]
    found = set()
    for number, name in enumerate(sheets, 1):
        sheet = _xml(parts, f"xl/worksheets/sheet{number}.xml")
        assert not list(sheet.iter(f"{space}f")), "a formula"
        for row in list(sheet.iter(f"{space}row"))[1:]:
            cells = [
                words[int(cell[0].text)] if cell.get("t") == "s" else cell[0].text for cell in row
            ]
            found.add((name, cells[2], cells[3]))
    return found


def _xml(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(parts.read(name))  # noqa: S314 - we wrote it


def test_what_changed_in_a_quarter_is_told_where_both_figures_are_shown(hana, here):
    snapshot(here)
    assert "What has changed since" not in hana.get("/insights").get_data(as_text=True)
    clock.fix(clock.now() + timedelta(days=90))
    for _ in range(12):
        wish(here, "Transit", "Data Analyst", "year")
    for _ in range(6):
        wish(here, "Transit", "Diver", "year")
    snapshot(here)
    newest = queries.stamp()
    trend = trends.since(newest)
    assert [(one.label, one.then, one.now) for one in trend.changes] == [
        ("Statistics", 10, 25),
        ("Data", 35, 45),
        ("Data Analyst", 25, 35),
    ]
