"""Tables of several columns: prepared at night, the same on page, in files and for programs."""

import csv
import io
import zipfile
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import html5lib
import pytest
from sqlalchemy import select

from portal import clock
from portal.aspirations.models import Aspiration
from portal.cells import safe
from portal.db import db
from portal.insights import supply
from portal.insights.models import MentorSupply
from portal.insights.sheets import SHEETS
from portal.mentorship.models import Mentor, Mentorship
from portal.people.models import Person
from portal.roles.models import RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill
from tests.api.calling import Program
from tests.checking import Browser
from tests.insights.organisation import snapshot, town

pytestmark = pytest.mark.one_database


@pytest.fixture
def here(app, cast):
    """24 aim for Data Analyst and its sums, which 12 of Transit want; two mentor in them."""
    made = town()
    skill = Skill(name="=Sums", folded=fold("=Sums"), kind="technical", critical=True)
    db.session.add(skill)
    db.session.flush()
    analyst = made.roles["Data Analyst"]
    analyst.critical = True
    db.session.add(RoleSkill(role_id=analyst.id, skill_id=skill.id, level=3))
    aims = select(Aspiration.person_id).where(Aspiration.role_id == analyst.id)
    people = list(db.session.scalars(select(Person).where(Person.id.in_(aims))))
    for person in people[:12]:
        db.session.add(
            PersonSkill(person_id=person.id, skill_id=skill.id, level=0, interest="learn")
        )
    made.mentors = [
        Mentor(id=person.id, capacity=3, state="open", skills=[skill]) for person in people[-3:]
    ]
    made.mentors[2].state = "paused"
    db.session.add_all(made.mentors)
    pair = {"mentor_id": people[-3].id, "mentee_id": people[0].id, "state": "active"}
    now = clock.now()
    db.session.add(Mentorship(**pair, started_at=now, ends_on=now.date() + timedelta(days=90)))
    db.session.commit()
    snapshot(made)
    return made


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def table(page: str, caption: str) -> list[list[str]]:
    """The words of every cell of a table, the headings first."""
    for one in html5lib.parse(page, namespaceHTMLElements=False).iter("table"):
        if "".join(one.find("caption").itertext()) == caption:
            rows = [*one.find("thead").iter("tr"), *one.find("tbody").iter("tr")]
            return [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    raise AssertionError(f"no table {caption}")


def test_open_mentors_are_those_of_the_night(hana, here):
    (row,) = db.session.scalars(select(MentorSupply))
    assert (row.mentors, row.places) == (2, 5)
    here.mentors[0].state = "closed"
    db.session.commit()
    text = unescape(hana.get("/insights/training").get_data(as_text=True))
    assert "0 courses, 2 mentors" in text
    assert "Open mentors as counted on" in text
    assert hana.statements <= 10
    assert not snapshot(here).published, "nobody's wish has changed"
    assert "0 courses, 1 mentor" in hana.get("/insights/training").get_data(as_text=True)
    here.mentors[1].capacity = 0
    db.session.commit()
    assert supply.prepare() == 0
    assert "Nothing yet" in hana.get("/insights/training").get_data(as_text=True)


@pytest.mark.parametrize("split", ["department", "level"])
def test_wishes_to_learn_are_split_on_the_page_as_in_the_file(hana, here, split):
    text = hana.get(f"/insights/training?by={split}").get_data(as_text=True)
    heading, *rows = table(text, f"Who wants to learn what, by {split}")
    assert heading[1:] == ["=Sums"]
    page = {row[0]: row[1] for row in rows}
    file = rows_of(hana.get(f"/insights.csv?view=wanted&group={split}"))[1:]
    assert {line[2]: line[4] for line in file if "Sums" in line[3]} == {
        group: figure for group, figure in page.items() if figure != "not shown"
    }
    assert set(page) == {line[2] for line in file}
    assert "10" in page.values()
    fragment = hana.get(f"/insights/training?by={split}", htmx=True).get_data(as_text=True)
    assert 'id="learning"' in fragment
    assert "<html" not in fragment


def test_whatever_else_is_asked_of_the_tables_is_refused_in_words(app, cast, hana, here):
    for junk in ("by=location", "by=", "by=level&by=department", "group=level:2", "by=level&k=1"):
        hana.get(f"/insights/training?{junk}", status=400)
    for junk in ("salaries.csv", "offering.csv?by=level", "critical.xlsx?group=level:2"):
        hana.get(f"/insights/{junk}", status=400)
    for junk in ("next?by=level", "shared?group=level:2", "strength?by=level"):
        hana.get(f"/insights/{junk}", status=400)
    hana.get("/insights/offering.ods", status=404)
    Program(app, cast.hana).get("/insights/tables?table=salaries", 400)
    for who in ("ada", "manu", "alex"):
        Browser(app).sign_in(getattr(cast, who)).get("/insights/offering.csv", status=403)


@pytest.mark.parametrize("name", SHEETS)
def test_a_table_is_the_same_in_every_file_and_for_programs(app, cast, hana, here, name):
    told = Program(app, cast.hana).get(f"/insights/tables?table={name}")
    assert name in Program(app, cast.hana).get("/insights/views")["tables"]
    day = told["counted_on"]
    expected = [["Counted on", *told["columns"]]] + [
        [day, *("not shown" if value is None else str(value) for value in row)]
        for row in told["rows"]
    ]
    assert workbook(hana.get(f"/insights/{name}.xlsx").get_data()) == expected
    answer = hana.get(f"/insights/{name}.csv")
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows_of(answer) == [[safe(words) for words in row] for row in expected]
    if name in ("offering", "critical", "skills"):
        assert told["rows"], "something to compare"


def test_the_files_are_those_of_the_pages(hana, here):
    for path, caption, name, columns in (
        ("/insights/training", "What to offer next", "offering", 3),
        ("/insights/strength", "Who could step in", "critical", 3),
        ("/insights/strength", "Skills that matter most", "skills", 3),
    ):
        rows = table(hana.get(path).get_data(as_text=True), caption)[1:]
        file = rows_of(hana.get(f"/insights/{name}.csv"))[1:]
        skip = 3 if name in ("critical", "skills") else 2
        assert [row[1 : 1 + columns] for row in rows] == [
            [f"about {n}" if n.isdigit() else n for n in line[skip : skip + columns]]
            for line in file
        ]
        assert hana.statements <= 10


def workbook(data: bytes) -> list[list[str]]:
    """Every line of the only sheet, an empty cell as no words; a formula fails."""
    parts = zipfile.ZipFile(io.BytesIO(data))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    words = ["".join(one.itertext()) for one in _xml(parts, "xl/sharedStrings.xml")]
    sheet = _xml(parts, "xl/worksheets/sheet1.xml")
    assert not list(sheet.iter(f"{space}f")), "a formula"
    return [
        [words[int(cell[0].text)] if cell.get("t") == "s" else cell[0].text for cell in row]
        for row in sheet.iter(f"{space}row")
    ]


def _xml(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(parts.read(name))  # noqa: S314 - we wrote it
