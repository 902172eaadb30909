"""The published ESCO classification becomes skills, whole or not at all, beside what is there."""

import csv
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.commands import main
from portal.curate import rules as curate
from portal.db import db, transaction
from portal.errors import Refused
from portal.outbox import OutboxRow
from portal.roles.importing import esco
from portal.roles.models import Role, RoleAlias, RoleSkill
from portal.roles.rules import bring_in
from portal.skills import documents, queries
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, SkillCode, SkillNeighbour, SkillStart
from tests.roles.classification import (
    ASKED,
    BROADER,
    FRENCH,
    HIERARCHY,
    NEGOTIATE,
    PROGRAMMING,
    PYTHON,
    RELATED,
    SKILLS,
    skill,
    tables,
    write,
)

SHARED = Path(os.environ.get("ASPIRE_DATA", Path(__file__).parents[2] / "../shared/data"))


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "esco", tables())


def run(app, *arguments):
    return app.test_cli_runner().invoke(main, ["import", "esco", *map(str, arguments)])


def imported(folder, **how):
    with transaction():
        return bring_in(esco.read(folder, **how))


def named(name):
    return db.session.scalar(select(Skill).where(Skill.folded == fold(name)))


def of_code(code):
    found = select(Skill).join(SkillCode).where(SkillCode.code == code)
    return db.session.scalars(found).one()


def rows():
    """Everything an import writes, to be compared."""
    db.session.rollback()
    listed = {}
    models = (Skill, SkillAlias, SkillCode, SkillNeighbour, SkillStart, Role, RoleSkill, RoleAlias)
    for model in (*models, OutboxRow):
        columns = [c for c in model.__table__.c if c.name != "updated_at"]
        listed[model.__tablename__] = sorted(map(str, db.session.execute(select(*columns))))
    return listed


def test_a_concept_becomes_a_skill(app, folder):
    result = run(app, folder)
    assert result.exit_code == 0, result.output
    assert "5 skills created" in result.output
    python = of_code(PYTHON)
    assert (python.name, python.kind, python.source) == (
        "Python (programming)", "technical", "esco",
    )  # fmt: skip
    assert python.category == "Icts"  # of the broader skill, which is in the group itself
    assert {alias.name for alias in python.aliases} == {"python", "snake language", "iOS programs"}
    assert (of_code(NEGOTIATE).kind, of_code(NEGOTIATE).category) == ("human", "Negotiating")
    assert (of_code(FRENCH).name, of_code(FRENCH).kind) == ("French", "language")
    assert named("rust removal").description == "Größe, “quoted”,\nand a line."
    assert {alias.name for alias in of_code(PROGRAMMING).aliases} == {"coding"}
    assert "“negotiate compromises” is the name of another skill." in result.output
    assert db.session.scalar(select(func.count()).select_from(Role)) == 0


def test_how_the_taxonomy_relates_skills_is_kept(app, folder):
    imported(folder)
    row = SkillNeighbour
    kept = db.session.execute(select(row.skill_id, row.neighbour_id, row.kin))
    python, programming = of_code(PYTHON).id, of_code(PROGRAMMING).id
    french, negotiate = of_code(FRENCH).id, of_code(NEGOTIATE).id
    assert set(kept) == {
        (python, programming, "broader"),
        (french, negotiate, "related"),
        (negotiate, french, "related"),
    }


def test_a_second_run_writes_nothing(app, folder):
    imported(folder, roles=True)
    before = rows()
    for arguments in ([folder], [folder, "--roles"]):
        result = run(app, *arguments)
        assert "0 rows written" in result.output, result.output
    assert rows() == before


def test_a_dry_run_writes_nothing_and_says_what_it_would(app, folder):
    before = rows()
    result = run(app, folder, "--dry-run")
    assert "create  skill French" in result.output
    assert "Dry run: nothing was written." in result.output
    assert rows() == before


def test_what_is_there_already_is_joined_and_keeps_its_words(app, folder):
    with transaction():
        ours = Skill(name="french", folded="french", description="Ours.", kind="human")
        onet = Skill(name="Haggling", folded="haggling", source="onet")
        onet.aliases = [SkillAlias(name="Negotiate compromises", folded="negotiate compromises")]
        onet.codes = [SkillCode(source="onet", code="2.B.1.d")]
        proposed = Skill(name="Rust removal", folded="rust removal", status="proposed")
        db.session.add_all([ours, onet, proposed])
    result = run(app, folder)
    assert "2 skills created, 1 changed, 3 of other sources joined" in result.output
    assert of_code(FRENCH).id == ours.id
    assert (ours.name, ours.description, ours.source, ours.kind) == (
        "french", "Ours.", None, "human",
    )  # fmt: skip
    assert of_code(NEGOTIATE).id == onet.id
    assert {code.code for code in onet.codes} == {"2.B.1.d", NEGOTIATE}
    assert {alias.name for alias in onet.aliases} == {"Negotiate compromises"}
    assert (proposed.status, proposed.source) == ("active", "esco")
    found = {document.title: document.codes for document in documents.of_skills()}
    assert set(found["Haggling"]) == {"2.B.1.d", NEGOTIATE}
    db.session.rollback()
    assert "0 rows written" in run(app, folder).output


def test_hrs_decisions_stay(app, folder):
    imported(folder)
    with transaction():
        python = of_code(PYTHON)
        python.aliases.append(SkillAlias(name="Py", folded="py"))
        of_code(FRENCH).status = "deprecated"
        mine = of_code(NEGOTIATE)
        mine.status, mine.merged_into_id = "deprecated", of_code(PROGRAMMING).id
    plan = imported(folder)  # what was related to the merged one is now related to the other
    assert (len(plan.kin.put), len(plan.kin.gone), len(plan.skills)) == (2, 2, 0)
    assert imported(folder).changes == 0
    assert "Py" in {alias.name for alias in of_code(PYTHON).aliases}
    assert (of_code(FRENCH).status, of_code(NEGOTIATE).status) == ("deprecated", "deprecated")


def test_what_hr_says_of_a_skill_is_never_written_over(app, folder):
    imported(folder)
    with transaction():
        python, french = of_code(PYTHON), of_code(FRENCH)
        entry = curate.entry_of(python)
        curate.edit(python, replace(entry, name="Python", other_words=("Py",), core=True))
        curate.edit(french, replace(curate.entry_of(french), core=True))
        curate.say_kind(of_code(NEGOTIATE), "technical")
    assert imported(folder).changes == 0
    assert (of_code(PYTHON).name, of_code(NEGOTIATE).kind) == ("Python", "technical")
    assert [alias.name for alias in of_code(PYTHON).aliases] == ["Py"]
    assert of_code(FRENCH).source == "esco"  # a mark is no word: ESCO keeps it fresh


def test_what_changed_is_changed(app, folder):
    imported(folder)
    id = of_code(PYTHON).id
    files = tables()
    files[SKILLS][1][4] = "Python language"
    files[BROADER][2][3] = files[BROADER][3][3]
    plan = imported(write(folder, files))
    assert (len(plan.skills.put), len(plan.skills.changed), len(plan.kin.gone)) == (0, 1, 1)
    assert of_code(PYTHON).id == id
    assert [found.name for found in queries.find("python lang")] == ["Python language"]
    assert queries.find("python (prog") == []


def test_what_is_left_out_is_listed_with_its_reason(app, folder, tmp_path):
    files = tables()
    files[SKILLS] += [
        skill(FRENCH + "2", "french"),
        skill(FRENCH + "3", "@obsolete", status="obsolete"),
        skill(FRENCH + "4", "x" * 201),
        skill(FRENCH + "5", " "),
        skill(
            FRENCH + "6", "many words", "\n".join(["y" * 101, *(f"word {n}" for n in range(11))])
        ),
    ]
    files[BROADER] += [["KnowledgeSkillCompetence", FRENCH + str(n), "", FRENCH] for n in (2, 3, 4)]
    files[BROADER] += [["KnowledgeSkillCompetence", FRENCH + str(n), "", "?"] for n in (5, 6)]
    files[RELATED].append([FRENCH, "", "optional", "", "nowhere"])
    report = tmp_path / "report.csv"
    result = run(app, write(folder, files), "--report", report)
    assert result.exit_code == 0, result.output
    with report.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    told = {(row["file"], row["column"], row["why"][:40].strip()) for row in listed}
    assert len(listed) == 10, listed
    for column, words in (
        ("preferredLabel", "“French” stands here before; joined."),
        ("status", "“@obsolete” is obsolete, not released."),
        ("preferredLabel", "there is no name."),
        ("altLabels", "“word 10” is more than 10 other words."),
    ):
        assert (SKILLS, column, words) in told
    assert {row["line"] for row in listed if row["column"] == "status"} == {"20"}
    assert of_code(FRENCH + "2").id == of_code(FRENCH).id
    db.session.rollback()
    assert "0 rows written" in run(app, folder).output


def test_occupations_come_as_roles_when_asked_for(app, folder):
    result = run(app, folder, "--roles")
    assert result.exit_code == 0, result.output
    assert "2 roles created" in result.output
    developer = db.session.scalars(select(Role).where(Role.title == "Software developer")).one()
    assert (developer.family.name, developer.level) == ("ICT professionals", 4)
    assert {alias.title for alias in developer.aliases} == {"coder", "programmer"}
    asks = {ask.skill.name: (ask.level, ask.essential) for ask in developer.skills}
    assert asks == {"Python (programming)": (3, True), "Negotiate compromises": (2, False)}
    assert "is no occupation that is brought in" in result.output
    run(app, folder, "--retire")  # without --roles it does not speak of roles
    db.session.rollback()
    assert developer.status == "active"


def cell(name, row, column, value):
    def spoil(files):
        files[name][row][column] = value

    return spoil


SPOILT = [
    (lambda files: files.pop(RELATED), "skillSkillRelations.csv not found"),
    (
        cell(SKILLS, 0, 4, "label"),
        "skills_en.csv, line 1: the column 'preferredLabel' is not there",
    ),
    (lambda files: files[SKILLS][2].pop(), "skills_en.csv, line 7: 12 cells where 13 belong"),
    (cell(SKILLS, 2, 1, PYTHON), f"skills_en.csv, line 7: {PYTHON} stands here a second time"),
    (cell(SKILLS, 1, 1, "=1+1"), "line 2: conceptUri is '=1+1', which is no skill"),
    (cell(RELATED, 1, 2, "maybe"), "skillSkillRelations.csv, line 2: relationType is 'maybe'"),
    (lambda files: files.update({SKILLS: files[SKILLS][:3]}), "have only 2 in common. Was one of"),
    (lambda files: files.update({BROADER: files[BROADER][:3]}), "have only 1 in common"),
    (lambda files: files.update({HIERARCHY: files[HIERARCHY][:1]}), "nothing stands below"),
    (lambda files: files.update({"skills_fr.csv": files[SKILLS]}), "Keep one language"),
    (cell(ASKED, 1, 1, "maybe"), "occupationSkillRelations.csv, line 2: relationType"),
    (lambda files: files.update({ASKED: files[ASKED][:2]}), "speaks of 1 of 2 occupations"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILT)
def test_a_spoilt_file_is_named_and_changes_nothing(app, folder, spoil, words):
    imported(folder)
    before = rows()
    files = tables()
    spoil(files)
    for file in folder.glob("*.csv"):
        file.unlink()
    result = run(app, write(folder, files), "--roles")
    assert result.exit_code != 0
    assert words in result.output
    assert "Nothing was changed." in result.output
    assert "Traceback" not in result.output
    assert rows() == before


BYTES = [
    (b"", "the file is empty"),
    (b"\x7fELF\x00\x01\x02\n", "line 1: this is not a text file"),
    (b"x" * 300_000, "line 1: the line is far too long"),
    (b'a,"b\nc,d\n', "line 1: this row cannot be read"),
    ("Größe\n".encode("latin-1"), "line 1: not UTF-8 text"),
    ("conceptUri\n".encode("utf-16"), "line 1: this is not a text file"),
]


@pytest.mark.parametrize(("content", "words"), BYTES)
def test_a_file_that_is_no_table_is_refused(folder, content, words):
    (folder / SKILLS).write_bytes(content)
    with pytest.raises(Refused) as refused:
        esco.read(folder)
    assert f"{SKILLS}" in refused.value.message
    assert words in refused.value.message


def test_a_file_cut_off_anywhere_is_refused(folder):
    whole = (folder / SKILLS).read_bytes()
    for length in range(0, len(whole), 41):
        (folder / SKILLS).write_bytes(whole[:length])
        with pytest.raises(Refused):
            esco.read(folder)


def test_marks_of_spreadsheets_and_zips_are_read(folder, tmp_path):
    content = (folder / SKILLS).read_bytes().replace(b"\n", b"\r\n")
    (folder / SKILLS).write_bytes(b"\xef\xbb\xbf" + content)
    file = tmp_path / "esco.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(folder.glob("*.csv")):
            archive.write(name, f"en/{name.name}")
    assert len(esco.read(file).skills) == len(esco.read(folder).skills) == 5


def test_a_failure_while_writing_leaves_nothing(app, folder, monkeypatch):
    before = rows()

    def fail(*_):
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("portal.roles.rules._stain", fail)
    with pytest.raises(RuntimeError):
        imported(folder)
    assert rows() == before


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_published_classification_comes_in_whole(app):
    if not app.config["SETTINGS"].embedded:
        pytest.skip("14,000 skills take long enough once; the benchmark measures both")
    found = sorted((SHARED / "esco").glob("ESCO_dataset_v1.1.1_en*.zip"))
    if not found:
        pytest.skip(f"the ESCO 1.1.1 classification is not in {SHARED / 'esco'}")
    began = time.process_time()
    result = run(app, found[0])
    spent = time.process_time() - began
    assert result.exit_code == 0, result.output
    assert "13,896 skills created" in result.output
    assert spent < 60
    uncategorised = select(func.count()).where(Skill.category == "")
    assert db.session.scalar(uncategorised) == 0
    db.session.rollback()
    assert "0 rows written" in run(app, found[0]).output
