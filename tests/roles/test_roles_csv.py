"""A CSV file of one's own becomes roles; every wrong row is named, and then nothing is written."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.commands import main
from portal.db import db, transaction
from portal.errors import Refused
from portal.roles.importing import csv_file, roles_csv
from portal.roles.importing.csv_file import Wrong
from portal.roles.models import Family, Role, RoleMove
from portal.roles.queries import known_names
from portal.roles.rules import bring_in
from portal.skills.models import Skill

SHARED = Path(os.environ.get("ASPIRE_DATA", Path(__file__).parents[2] / "../shared/data"))
HEADER = "title,family,level,summary,department,locations,aliases,licence,next roles,skill,"
HEADER += "skill level,essential,weight\n"
DRIVER = "Driver,Transit,1,Drives buses.,Permits,Harbour House,Chauffeur|Bus driver,Class B,"
FILE = (
    HEADER
    + DRIVER
    + "Dispatcher,Customer care,2,yes,0.8\n"
    + "Driver,,,,,,,,,First aid,Working,no,\n"
    + "Dispatcher,Transit,Experienced,,,,,,,Customer care,3,,\n"
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "roles.csv"


def write(file, text, encoding="utf-8"):
    file.write_bytes(text.encode(encoding))
    return file


def run(app, *arguments):
    return app.test_cli_runner().invoke(main, ["import", "roles", *map(str, arguments)])


def imported(file, **how):
    with transaction():
        return bring_in(roles_csv.read(file, known_names()), **how)


def role(title):
    return db.session.scalar(select(Role).where(Role.title == title))


def problems(file):
    with pytest.raises(Wrong) as wrong:
        roles_csv.read(file, known_names())
    return [str(problem) for problem in wrong.value.problems]


def test_rows_become_roles(cast, file):
    imported(write(file, FILE))
    driver = role("Driver")
    assert (driver.family.name, driver.level, driver.source) == ("Transit", 1, "csv")
    assert (driver.department, driver.locations) == (cast.permits, [cast.harbour])
    assert {alias.title for alias in driver.aliases} == {"Chauffeur", "Bus driver"}
    assert [(r.kind, r.words) for r in driver.requirements] == [("licence", "Class B")]
    assert {a.skill.name: (a.level, a.essential, a.weight) for a in driver.skills} == {
        "Customer care": (2, True, 0.8),
        "First aid": (2, False, 1.0),
    }
    assert role("Dispatcher").level == 3
    move = db.session.scalars(select(RoleMove)).one()
    assert (move.to_role_id, move.kind, move.rank) == (role("Dispatcher").id, "up", 1)


def test_a_dry_run_says_what_would_change_and_changes_nothing(app, cast, file):
    result = run(app, write(file, FILE), "--dry-run")
    assert result.exit_code == 0, result.output
    for line in ("create  Driver", "create  family Transit", "create  skill First aid"):
        assert line in result.output
    assert "nothing was written" in result.output
    assert role("Driver") is None
    assert run(app, file).exit_code == 0
    result = run(app, write(file, FILE.replace("Drives buses.", "Drives.")), "--dry-run")
    assert "change  Driver: summary" in result.output
    assert "0 roles created, 1 changed, 1 unchanged" in result.output
    assert role("Driver").summary == "Drives buses."


def test_a_second_run_writes_nothing(cast, file):
    assert imported(write(file, FILE)).changes > 0
    assert imported(file).changes == 0


def test_a_column_that_is_not_there_leaves_its_part_alone(cast, file):
    imported(write(file, FILE))
    plan = imported(write(file, "Title;Family;Level\nDriver;Transit;2\nDispatcher;Transit;3\n"))
    assert plan.altered == {"driver": ["level"]}
    db.session.expire_all()
    assert len(role("Driver").skills) == 2
    assert role("Driver").summary == "Drives buses."


def test_what_left_the_file_is_retired_only_when_asked_for(app, cast, file):
    imported(write(file, FILE))
    write(file, "title,family\nDispatcher,Transit\n")
    assert "still in use (--retire ends that): 1, Driver." in run(app, file).output
    assert role("Driver").status == "active"
    run(app, file, "--retire")
    db.session.rollback()
    assert role("Driver").status == "retired"


def test_what_spreadsheets_write_is_read(cast, file):
    text = (
        "Role Title;Role_Family;Description;Skill\r\n"
        '"Senior =Driver";Transit;"First line.\r\n- Drive; stop\r\n• Greet";=1+1\r\n'
        ";;;\r\n"
        "Résumé writer;Transit;;N/A\r\n"
    )
    imported(write(file, text, "utf-8-sig"))
    senior = role("Senior =Driver")
    assert (senior.summary, senior.responsibilities) == ("First line.", "Drive; stop\nGreet")
    assert senior.level == 4  # by the word in its title
    assert [ask.skill.name for ask in senior.skills] == ["=1+1"]
    assert role("Résumé writer").skills == []


def test_every_wrong_row_is_named_with_what_to_do(app, cast, file):
    text = HEADER + (
        DRIVER + "Pilot,Customer care,5,yes,0.8\n"
        ",Transit,,,,,,,,,,,\n"
        '"Clerk\nat large",,nine,,Navy,Moon,,,,Filing,2,perhaps,2\n'
        "Driver,Roads,,,,,,,,Customer care,1,,\n"
        "too,few\n"
    )
    listed = problems(write(file, text))
    assert [words.split(":")[0] for words in listed] == [
        "line 2, column “skill_level”",
        "line 2, column “next_roles”",
        "line 3, column “title”",
        "line 4, column “family”",
        "line 4, column “level”",
        "line 4, column “department”",
        "line 4, column “locations”",
        "line 4, column “essential”",
        "line 4, column “weight”",
        "line 6, column “family”",
        "line 6, column “skill”",
        "line 7",
    ]
    assert "Known are: Parks, Permits." in listed[5]
    assert "Two roles of one title need a code each" in listed[9]
    assert "asked for otherwise in line 2" in listed[10]
    result = run(app, file)
    assert result.exit_code != 0
    assert "12 things are wrong" in result.output
    assert "Nothing was changed." in result.output
    for model in (Role, Family, Skill):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_the_same_row_twice_counts_once(cast, file):
    text = "title,family,skill,skill level\n" + "Clerk,Office,Filing,2\n" * 2
    catalogue = roles_csv.read(write(file, text), known_names())
    assert len(catalogue.roles["clerk"].asks) == 1
    assert "Rows that repeat an earlier one: 1." in catalogue.notes


def test_roles_of_one_title_are_told_apart_by_code(cast, file):
    imported(write(file, "code,title,family\nA1,Manager,Parks\nB1,Manager,Transit\n"))
    assert db.session.scalar(select(func.count()).select_from(Role)) == 2


NO_TABLES = [
    (b"", "the file is empty"),
    (b"\xef\xbb\xbf\r\n", "the file is empty"),
    (b"PK\x03\x04", "a workbook or a .zip, not a CSV file"),
    ("title,family".encode("utf-16"), "not UTF-8 text"),
    (b"title,family\nA\0B,C\n", "not UTF-8 text"),
    ("title,family\nA,B\nGröße,C\n".encode("latin-1"), "line 3: this is not UTF-8 text"),
    (b'title,family\nA,B\n"open,C\n', "line 3: this row cannot be read"),
    (b"name,team\nA,B\n", "line 1: there is no column “title” and “family”"),
    (b"title,family\n", "line 1: no role stands below the header"),
    (b"title,family\n" + b"x" * 201 + b",B\n", "line 2, column “title”: longer than 200"),
    (b"title,family\n" + b"x" * 200_000 + b",B\n", "line 2: this row cannot be read"),
]


@pytest.mark.parametrize(("content", "words"), NO_TABLES)
def test_a_file_that_cannot_be_taken_says_why(app, file, content, words):
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        roles_csv.read(file, known_names())
    assert words in refused.value.message


def test_a_file_that_is_too_large_or_not_there_is_refused(app, file, monkeypatch):
    assert "cannot be read" in run(app, file).output
    monkeypatch.setattr(csv_file, "LARGEST", 10)
    assert "Split the file" in run(app, write(file, FILE)).output


def test_many_problems_are_counted(app, file):
    listed = run(app, write(file, "title,family\n" + ",x\n" * 80)).output
    assert "80 things are wrong" in listed
    assert "… and 30 more." in listed


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Apprentice developer", 1),
        ("Junior developer", 2),
        ("Developer", 3),
        ("Senior developer", 4),
        ("Head of product", 5),
        ("Leadership coach", 3),
    ],
)
def test_words_of_a_title_tell_its_level(title, level):
    assert roles_csv.level_of_title(title) == level


def test_a_published_framework_comes_in_as_it_is(app):
    file = SHARED / "gdad" / "roles.csv"
    if not file.exists():
        pytest.skip(f"the UK Government Digital and Data framework is not at {file}")
    result = run(app, file)
    assert result.exit_code == 0, result.output
    assert "205 roles created" in result.output
    developer = role("Senior developer")
    assert (developer.family.name, developer.level) == ("Software development", 4)
    assert {ask.skill.name: ask.level for ask in developer.skills}["Prototyping"] == 3
    assert role("Chief data officer").level == 5
    db.session.rollback()
    assert "0 rows written" in run(app, file).output
