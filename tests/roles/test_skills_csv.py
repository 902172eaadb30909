"""A CSV file of one's own skills comes in whole, or every wrong row is named."""

import csv

import pytest
from sqlalchemy import func, select

from portal.commands import main
from portal.db import db, transaction
from portal.errors import Refused
from portal.roles.importing import skills_csv
from portal.roles.importing.csv_file import Wrong
from portal.roles.rules import bring_in
from portal.skills import queries
from portal.skills.models import Skill, SkillAlias, SkillCode

HEADER = "name,kind,category,description,aliases,codes,core,critical,status\n"
ROUTE = "Route planning,technical,Transit,Plans routes.,Scheduling|Timetables,onet:2.A|x:1,yes,,\n"
FILE = HEADER + ROUTE + "Welsh,language,,,Cymraeg,,,yes,active\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "skills.csv"


def write(file, text, encoding="utf-8"):
    file.write_bytes(text.encode(encoding))
    return file


def run(app, *arguments):
    return app.test_cli_runner().invoke(main, ["import", "skills", *map(str, arguments)])


def imported(file):
    with transaction():
        return bring_in(skills_csv.read(file))


def skill(name):
    return db.session.scalar(select(Skill).where(Skill.name == name))


def count():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Skill))


def test_rows_become_skills(app, file):
    result = run(app, write(file, FILE))
    assert result.exit_code == 0, result.output
    assert "2 skills created" in result.output
    route = skill("Route planning")
    assert (route.kind, route.category, route.description) == (
        "technical", "Transit", "Plans routes.",
    )  # fmt: skip
    assert (route.core, route.critical, route.source) == (True, False, "csv")
    assert {alias.name for alias in route.aliases} == {"Scheduling", "Timetables"}
    assert {(code.source, code.code) for code in route.codes} == {("onet", "2.A"), ("x", "1")}
    assert (skill("Welsh").kind, skill("Welsh").critical) == ("language", True)
    assert not skill("Welsh").kind_guessed
    assert [found.name for found in queries.find("cymr")] == ["Welsh"]


def test_a_second_run_writes_nothing(app, file):
    assert imported(write(file, FILE)).changes > 0
    assert imported(file).changes == 0


def test_a_dry_run_says_what_would_change_and_changes_nothing(app, file):
    result = run(app, write(file, FILE), "--dry-run")
    assert "create  skill Welsh" in result.output
    assert "nothing was written" in result.output
    assert count() == 0


def test_marks_are_for_any_skill_and_words_only_for_those_of_the_file(app, file):
    with transaction():
        ours = Skill(name="Welsh", folded="welsh", description="Ours.", kind="human")
        esco = Skill(name="Routing", folded="routing", source="esco", description="Theirs.")
        esco.codes = [SkillCode(source="esco", code="http://data.europa.eu/esco/skill/r")]
        db.session.add_all([ours, esco])
    text = HEADER + "WELSH,language,,New.,Cymraeg,,yes,,deprecated\n"
    text += "Routing,,,New.,,http://data.europa.eu/esco/skill/r,,yes,\n"
    imported(write(file, text))
    assert (ours.name, ours.description, ours.kind) == ("Welsh", "Ours.", "human")
    assert (ours.core, ours.status) == (True, "deprecated")
    assert [alias.name for alias in ours.aliases] == ["Cymraeg"]
    assert (esco.description, esco.critical, esco.source) == ("Theirs.", True, "esco")
    assert imported(file).changes == 0
    empty = HEADER + "Welsh,,,,,,,,\n"
    assert imported(write(file, empty)).changes == 0  # an empty cell says nothing


def test_another_word_means_its_skill_and_cannot_end_it(app, file):
    with transaction():
        kept = Skill(name="Haggling", folded="haggling")
        kept.aliases = [SkillAlias(name="Bargaining", folded="bargaining")]
        db.session.add(kept)
    imported(write(file, "name,core,status\nBargaining,yes,deprecated\n"))
    assert (count(), kept.core, kept.status) == (1, True, "active")


def test_a_skill_of_no_kind_is_known_to_be_a_guess(app, file):
    imported(write(file, "name\nTides\n"))
    assert (skill("Tides").kind, skill("Tides").kind_guessed) == ("technical", True)
    assert imported(file).changes == 0
    imported(write(file, "name,kind\nTides,human\n"))
    assert (skill("Tides").kind, skill("Tides").kind_guessed) == ("human", False)


def test_every_wrong_row_is_named_with_what_to_do(app, file):
    with transaction():
        other = Skill(name="Swimming", folded="swimming")
        other.codes = [SkillCode(source="onet", code="9.Z")]
        db.session.add_all([other, Skill(name="Diving", folded="diving")])
    text = HEADER + (
        ROUTE + "route  PLANNING,,,,,,,,\n"
        ",human,,,,,,,\n"
        "Tides,soft,,,,,perhaps,,gone\n"
        f"{'x' * 201},,,,,,,,\n"
        f"Maps,,,,{'y' * 101}|Tides,2.A,,,\n"
        "Charts,,,,,onet:2.A,,,\n"
        "too,few\n"
    )
    with pytest.raises(Wrong) as wrong:
        skills_csv.read(write(file, text))
    listed = [str(problem) for problem in wrong.value.problems]
    assert [words.split(":")[0] for words in listed] == [
        "line 3, column “name”",
        "line 4, column “name”",
        "line 5, column “kind”",
        "line 5, column “core”",
        "line 5, column “status”",
        "line 6, column “name”",
        "line 7, column “aliases”",
        "line 7, column “codes”",
        "line 7, column “aliases”",
        "line 8, column “codes”",
        "line 9",
    ]
    result = run(app, file)
    assert result.exit_code != 0
    assert "11 things are wrong" in result.output
    assert "Nothing was changed." in result.output
    result = run(app, write(file, HEADER + "Diving,,,,,onet:9.Z,,,\nSwimming,,,,,,,,\n"))
    assert "line 2, column “codes”: “onet:9.Z” is the code of “Swimming”" in result.output
    assert "line 3, column “name”: the same skill as “Swimming”" in result.output
    assert count() == 2


def test_a_cell_like_a_formula_is_words_and_is_written_back_as_words(app, file, tmp_path):
    with transaction():
        db.session.add(Skill(name="=1+1", folded="1 1"))
    report = tmp_path / "report.csv"
    text = HEADER + "@cmd,,=HYPERLINK(1),,=1+1,,,,\n"
    result = run(app, write(file, text, "utf-8-sig"), "--report", report)
    assert result.exit_code == 0, result.output
    assert skill("@cmd").category == "=HYPERLINK(1)"
    with report.open(encoding="utf-8-sig", newline="") as listed:
        rows = list(csv.reader(listed))
    assert rows[1] == ["skills.csv", "2", "aliases", "“=1+1” is the name of another skill."]
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04", "a workbook or a .zip"),
        ("name\nGr\xf6\xdfe\n".encode("latin-1"), "line 2: this is not UTF-8 text"),
        (b"kind,core\nhuman,yes\n", "there is no column “name”"),
        (b"name\n", "no skill stands below the header"),
        (b'name\n"open\n', "this row cannot be read"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(app, file, content, words):
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        skills_csv.read(file)
    assert words in refused.value.message


def test_the_names_of_published_sources_are_not_for_files(app, file):
    result = run(app, write(file, FILE), "--source", "esco")
    assert "belongs to `aspire import esco`" in result.output
