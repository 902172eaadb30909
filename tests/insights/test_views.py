"""The page and its file: who may read, that they agree, and that reading leaves a trace."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import html5lib
import pytest
from sqlalchemy import select

from portal import audit, clock
from portal.audit import AuditEvent
from portal.cells import safe
from portal.db import db
from portal.insights import rules
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from tests.api.calling import Program
from tests.checking import Browser
from tests.insights.organisation import snapshot, town

pytestmark = pytest.mark.one_database


@pytest.fixture
def here(app, cast):
    made = town()
    snapshot(made)
    return made


def lines(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def figures_on(page: str) -> dict[tuple[str, str], str]:
    """(table, label) → words of every table of a page."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = {}
    for table in tree.iter("table"):
        caption = "".join(table.find("caption").itertext())
        for row in table.find("tbody").iter("tr"):
            cells = ["".join(cell.itertext()).strip() for cell in row]
            if len(cells) == 2:
                found[caption, cells[0]] = cells[1]
    return found


@pytest.mark.parametrize("who", ["ada", "manu", "alex", "sam"])
def test_only_hr_reads_the_figures(app, cast, here, who):
    """A colleague, a manager and an administrator may not."""
    browser = Browser(app).sign_in(getattr(cast, who))
    browser.get("/insights", status=403)
    browser.get("/insights.csv", status=403)


def test_before_the_first_count_the_page_says_when_it_comes(hana):
    text = hana.get("/insights").get_data(as_text=True)
    assert "The first count happens tonight" in text
    hana.get("/insights.csv", status=400)


def test_the_page_shows_rounded_figures_and_hides_the_rest(hana, here):
    text = unescape(hana.get("/insights").get_data(as_text=True))
    assert "about 25" in text
    assert "1 other role" in text
    assert "Diver" not in text
    assert "Not shown" in text


def test_page_and_file_show_the_same(hana, here):
    page = figures_on(hana.get("/insights").get_data(as_text=True))
    page |= figures_on(hana.get("/insights/confidence").get_data(as_text=True))
    checked = 0
    for _, title, group, answer, figure in lines(hana.get("/insights.csv"))[1:]:
        if title != "People counted":
            assert group == "Everybody"
            assert page[title, answer.removeprefix("'")].removeprefix("about ") == figure
            checked += 1
    assert checked > 30
    for split, words in (("department", "by department"), ("level", "by level")):
        for _, title, group, _, figure in lines(
            hana.get(f"/insights.csv?view=people&group={split}")
        )[1:]:
            assert page[f"{title}, {words}", group].removeprefix("about ") == figure


def test_the_api_shows_the_same_as_the_file_cell_by_cell(app, cast, hana, here):
    """And the file the same as the page, see above."""
    program = Program(app, cast.hana)
    groups = [g["group"] for g in program.get("/insights/views")["groups"]]
    assert f"department:{here.departments['Transit'].id}" in groups
    for query in ("", "?view=people&group=department", "?group=level", f"?group={groups[0]}"):
        file = [line[1:] for line in lines(hana.get(f"/insights.csv{query}"))[1:]]
        figures = program.get(f"/insights{query}")["figures"]
        told = [
            [one["title"], safe(one["group_name"]), safe(one["answer"]),
             "not shown" if one["people"] is None else str(one["people"])]
            for one in figures
        ]  # fmt: skip
        assert told == file
        assert told
    for junk in ("view=salaries", "view=moves&group=level:2", "group=level:99", "group=grade"):
        program.get(f"/insights?{junk}", 400)
    program.get("/insights?k=1", 422)
    for who in (cast.ada, cast.alex, cast.manu):
        Program(app, who).get("/insights", 403)
    noted = db.session.scalars(
        select(AuditEvent.detail).where(AuditEvent.action == "insights.read")
    )
    assert {"api all", "api all level"} <= set(noted)


def test_a_department_has_its_own_page_and_file(hana, here):
    group = f"department:{here.departments['Transit'].id}"
    text = hana.get(f"/insights?group={group}").get_data(as_text=True)
    page = figures_on(text)
    assert page["Roles people are aiming for", "Data Analyst"] == "about 25"
    file = lines(hana.get(f"/insights.csv?view=roles&group={group}"))
    assert ["Transit", "Data Analyst", "25"] in [line[2:] for line in file]
    fragment = hana.get(f"/insights?group={group}", htmx=True).get_data(as_text=True)
    assert fragment.lstrip().startswith('<div id="figures"')


def test_every_group_that_can_be_chosen_has_a_page(hana, here):
    """Roles are not counted by location or field: these pages go without."""
    options = re.findall(r'<option value="([^"]+)"', hana.get("/insights").get_data(as_text=True))
    assert {option.partition(":")[0] for option in options} >= {"department", "level", "field"}
    for option in options:
        hana.get(f"/insights?group={option}")


def test_a_small_department_is_told_as_one(hana, here):
    text = hana.get(f"/insights?group=department:{here.departments['Finance'].id}").get_data(
        as_text=True
    )
    assert "This group is too small to show" in text
    assert not re.search(r"about \d", text)


@pytest.mark.parametrize(
    "junk",
    [
        "group=department",
        "group=department:",
        "group=department:00000000-0000-4000-8000-000000000000",
        "group=level:99",
        "group=level:1 or 1=1",
        "group=all:x",
        "group=grade:1",
        "group=location:1",
        "department=1",
        "group=level:2&group=level:3",
        "group=level:2&level=3",
        "k=1",
        "raw=1",
        "format=json",
        "view=roles",
    ],
)
def test_whatever_else_is_asked_is_refused_in_words(hana, here, junk):
    text = hana.get(f"/insights?{junk}", status=400).get_data(as_text=True)
    assert "We cannot read that address" in text
    assert not re.search(r"about \d", text)


@pytest.mark.parametrize(
    "junk", ["view=salaries", "view=moves&group=level:2", "view=roles&view=moves", "group=grade"]
)
def test_the_file_refuses_too(hana, here, junk):
    hana.get(f"/insights.csv?{junk}", status=400)


def test_the_file_is_kept_by_nobody_and_runs_nothing(hana, here):
    answer = hana.get("/insights.csv")
    assert answer.headers["Cache-Control"] == "no-store"
    name = f"aspire-insights-{clock.today():%Y-%m-%d}.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.mimetype == "text/csv"
    answers = [line[3] for line in lines(answer)]
    assert "'=Archivist" in answers
    assert not [words for words in answers if words.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "  ="])
def test_a_formula_becomes_text(start):
    assert safe(f"{start}1+1").startswith("'")
    assert safe("Data Analyst") == "Data Analyst"


def test_every_look_is_recorded(hana, cast, here):
    hana.get("/insights")
    hana.get("/insights?group=level:2")
    hana.get("/insights.csv?view=roles")
    seen = db.session.scalars(
        select(AuditEvent.detail)
        .where(AuditEvent.action == "insights.read", AuditEvent.actor_id == cast.hana.id)
        .order_by(AuditEvent.id)
    ).all()
    assert seen == ["page", "page level:2", "csv roles"]


def test_comparing_everything_with_everything_alerts_the_administrators(hana, cast, here):
    views = [
        f"/insights.csv?view={view}&group={group}"
        for view in ("people", "roles", "families", "horizons")
        for group in (
            "",
            "department",
            "level",
            "level:2",
            *(f"department:{one.id}" for one in here.departments.values()),
        )
    ]
    for page in [*views, *views]:
        hana.get(page)
    assert db.session.scalars(select(Notice)).all() == [], "28 different views are no alarm"
    clock.fix(clock.now() + timedelta(hours=2))
    for n in range(60):
        audit.record("insights.read", actor_id=cast.hana.id, detail=f"view {n}")
    db.session.commit()
    hana.sign_in(cast.hana)
    hana.get("/insights")
    hana.get("/insights?group=level:2")
    jobs = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == rules.TELL)).all()
    for job in jobs * 2:
        rules.tell_administrators(job.ref)
    told = db.session.scalars(select(Notice)).all()
    assert [notice.person_id for notice in told] == [cast.alex.id]
    assert "Hana Raman" in told[0].words


def test_the_page_costs_the_same_however_many_departments_there_are(hana, here):
    hana.get("/insights")
    assert hana.statements <= 10
    hana.get("/insights.csv")
    assert hana.statements <= 10
