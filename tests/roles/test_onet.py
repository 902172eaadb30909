"""The published O*NET distribution becomes roles, whole or not at all."""

import os
import time
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import outbox
from portal.commands import main
from portal.db import db, transaction
from portal.errors import Refused
from portal.roles.importing import onet, onet_skills
from portal.roles.models import Role, RoleAlias, RoleMove, RoleRequirement, RoleSkill
from portal.roles.rules import bring_in
from portal.skills.models import Skill, SkillAlias
from tests.roles.distribution import CHIEF, DRIVER, OTHER, PLANNER, tables, write

SHARED = Path(os.environ.get("ASPIRE_DATA", Path(__file__).parents[2] / "../shared/data"))


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "db_text", tables())


def run(app, *arguments):
    return app.test_cli_runner().invoke(main, ["import", *map(str, arguments)])


def role(code):
    return db.session.scalar(select(Role).where(Role.external_id == code))


def asks(code):
    return {ask.skill.name: (ask.level, ask.essential, ask.weight) for ask in role(code).skills}


def rows():
    """Everything an import writes, to be compared; without the moments."""
    db.session.rollback()
    listed = {}
    for model in (Role, RoleAlias, RoleMove, RoleRequirement, RoleSkill, Skill, SkillAlias):
        columns = [c for c in model.__table__.c if c.name != "updated_at"]
        listed[model.__tablename__] = sorted(map(str, db.session.execute(select(*columns))))
    listed["outbox"] = db.session.scalar(select(func.count()).select_from(outbox.OutboxRow))
    return listed


def imported(folder, **how):
    with transaction():
        return bring_in(onet.read(folder), **how)


def test_an_occupation_becomes_a_role(app, folder):
    result = run(app, "onet", folder)
    assert result.exit_code == 0, result.output
    assert "4 roles created" in result.output
    driver = role(DRIVER)
    assert (driver.title, driver.level, driver.source) == ("Bus Drivers", 2, "onet")
    assert driver.family.name == "Transportation and Material Moving"
    assert driver.responsibilities.split("\n") == [f"Task {n}." for n in range(8)]
    assert {alias.title for alias in driver.aliases} == {"Motor Coach Operator", "MCO"}
    assert {(r.kind, r.words, r.required) for r in driver.requirements} == {
        ("education", "High School Diploma", True),
        ("education", "On-the-job training: up to 1 month", False),
    }
    assert {(r.words, r.required) for r in role(PLANNER).requirements} == {
        ("Related work: over 1 year", False)
    }
    assert role(OTHER).level == 2  # the lower middle of its relatives, 2 and 3


def test_ratings_become_levels_and_weights(app, folder):
    imported(folder)
    wanted = asks(DRIVER)
    technology = {name for name, ask in wanted.items() if ask[2] < 0.5}
    assert wanted["Negotiation"] == (1, False, 0.5)
    assert wanted["Foreign Language"] == (2, True, 0.625)
    assert "Mathematics" not in wanted  # not important enough
    assert "Programming" not in wanted  # not relevant
    assert "Fleet board" in technology  # in demand, so before the hot ones
    assert len(technology) == 8
    # Skill and knowledge of one name are one skill, asked for at the greater of the two.
    assert asks(PLANNER)["Mathematics"] == (4, True, 0.875)
    assert "Mathematics" not in asks(CHIEF)  # to be suppressed, says O*NET
    kinds = dict(db.session.execute(select(Skill.name, Skill.kind)).all())
    assert (kinds["Negotiation"], kinds["Foreign Language"]) == ("human", "language")


def test_a_higher_rating_is_never_a_lower_level():
    levels = [onet_skills.level(n / 100) for n in range(701)]
    assert levels == sorted(levels)
    assert set(levels) == {1, 2, 3, 4}


def test_related_occupations_become_moves(app, folder):
    imported(folder)
    moves = db.session.execute(select(RoleMove.from_role_id, RoleMove.to_role_id, RoleMove.kind))
    driver, planner, chief = role(DRIVER).id, role(PLANNER).id, role(CHIEF).id
    assert {tuple(move) for move in moves} == {
        (driver, planner, "up"),
        (driver, chief, "field"),
        (planner, driver, "sideways"),
    }


def test_a_second_run_writes_nothing(app, folder):
    imported(folder)
    before = rows()
    result = run(app, "onet", folder)
    assert "0 roles created, 0 changed, 4 unchanged" in result.output
    assert rows() == before


def test_what_changed_is_changed_and_nothing_else(app, folder):
    imported(folder)
    ids = {code: role(code).id for code in (DRIVER, PLANNER)}
    db.session.execute(outbox.OutboxRow.__table__.delete())
    db.session.commit()
    files = tables()
    files["Occupation Data"][1][1] = "Bus and Coach Drivers"
    files["Alternate Titles"][1][2] = "Coach Pilot"
    files["Skills"][1][6] = "4.5"
    del files["Related Occupations"][2]
    plan = imported(write(folder, files))
    assert plan.created == {}
    assert plan.altered == {DRIVER: ["title", "alternate titles", "moves", "skills"]}
    assert role(DRIVER).id == ids[DRIVER]
    assert {a.title for a in role(DRIVER).aliases} == {
        "Coach Pilot", "MCO", "motor-coach operator", "BUS DRIVERS",
    }  # fmt: skip
    assert asks(DRIVER)["Negotiation"] == (1, True, 0.875)
    asked = db.session.execute(select(outbox.OutboxRow.kind, outbox.OutboxRow.ref)).all()
    assert set(asked) == {("index", f"role:{ids[DRIVER]}"), ("timed", "skill neighbours")}


def test_a_vanished_role_is_retired_only_when_asked_for(app, folder):
    imported(folder)
    files = tables()
    files["Occupation Data"].pop()
    files["Related Occupations"].pop(3)
    write(folder, files)
    plan = imported(folder)
    assert plan.vanished == ["Transport Workers, All Other"]
    assert role(OTHER).status == "active"
    assert imported(folder, retire=True).retired == ["Transport Workers, All Other"]
    assert role(OTHER).status == "retired"
    assert imported(folder, retire=True).changes == 0
    imported(write(folder, tables()))
    assert role(OTHER).status == "active"


def test_the_organisations_own_words_stay(app, folder, cast):
    with transaction():
        db.session.add(Skill(name="negotiation", folded="negotiation", description="Ours."))
        proposed = Skill(name="Fleet Board", folded="fleet board", status="proposed")
        db.session.add(proposed)
    with transaction():
        bring_in(onet.read(folder))
    ours = db.session.scalar(select(Skill).where(Skill.folded == "negotiation"))
    assert (ours.description, ours.source) == ("Ours.", None)
    assert "negotiation" in asks(CHIEF)
    taken = db.session.scalar(select(Skill).where(Skill.folded == "fleet board"))
    assert (taken.id, taken.status, taken.source) == (proposed.id, "active", "onet")
    role(DRIVER).department_id = cast.parks.id
    db.session.commit()
    assert imported(folder).changes == 0
    assert role(DRIVER).department_id == cast.parks.id


def test_a_merged_skill_stands_for_the_other(app, folder):
    with transaction():
        kept = Skill(name="Bargaining", folded="bargaining")
        db.session.add(kept)
        db.session.flush()
        old = Skill(name="Negotiation", folded="negotiation", status="deprecated")
        old.merged_into_id = kept.id
        db.session.add(old)
    imported(folder)
    assert "Bargaining" in asks(CHIEF)
    assert imported(folder).changes == 0


def spoil_cell(name, row, column, value):
    def spoil(files):
        files[name][row][column] = value

    return spoil


def drop_column(files):
    for row in files["Job Zones"]:
        del row[2]


SPOILT = [
    (drop_column, "Job Zones.txt, line 1: the column 'Job Zone' is not there"),
    (lambda files: files["Skills"][3].pop(), "Skills.txt, line 4: 14 cells where 15 belong"),
    (spoil_cell("Skills", 2, 6, "many"), "Skills.txt, line 3: the level is 'many', which is not"),
    (spoil_cell("Skills", 2, 6, "nan"), "Skills.txt, line 3: the level is nan, but lies between"),
    (spoil_cell("Skills", 2, 6, "7.5"), "Skills.txt, line 3: the level is 7.5, but lies between 0"),
    (spoil_cell("Skills", 2, 4, "XX"), "Skills.txt, line 2: there is an importance, but no level"),
    (spoil_cell("Skills", 1, 0, "99-9999.00"), "Skills.txt, line 2: '99-9999.00' is no occupation"),
    (spoil_cell("Skills", 1, 2, "2.Z"), "Skills.txt, line 2: '2.Z' is no element"),
    (spoil_cell("Job Zones", 1, 2, "6"), "Job Zones.txt, line 2: Job Zone is 6"),
    (spoil_cell("Occupation Data", 1, 0, "bus"), "Occupation Data.txt, line 2: 'bus' is not an"),
    (spoil_cell("Occupation Data", 1, 0, "99-1011.00"), "'99' is not a major group"),
    (spoil_cell("Occupation Data", 2, 0, DRIVER), "line 3: 53-3052.00 stands here a second time"),
    (spoil_cell("Occupation Data", 1, 1, " "), "Occupation Data.txt, line 2: the title is empty"),
    (
        spoil_cell("Related Occupations", 1, 2, "1"),
        "Related Occupations.txt, line 2: '1' is no occ",
    ),
    (spoil_cell("Education, Training, and Experience", 3, 6, "9"), "line 4: category 9 of scale"),
    (lambda files: files.pop("Knowledge"), "Knowledge.txt not found"),
    (lambda files: files.update({"Skills": files["Skills"][:1]}), "Skills.txt: nothing stands"),
    (lambda files: files.update({"Skills": files["Skills"][:7]}), "speaks of 1 of 3 occupations"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILT)
def test_a_spoilt_file_is_named_and_changes_nothing(app, folder, spoil, words):
    imported(folder)
    before = rows()
    files = tables()
    spoil(files)
    for file in folder.glob("*.txt"):
        file.unlink()
    result = run(app, "onet", write(folder, files))
    assert result.exit_code != 0
    assert words in result.output
    assert "Nothing was changed." in result.output
    assert "Traceback" not in result.output
    assert rows() == before


BYTES = [
    (b"", "Skills.txt: the file is empty"),
    (b"\x7fELF\x00\x01\x02\n", "Skills.txt, line 1: this is not a text file"),
    (b"x" * 300_000, "Skills.txt, line 1: the line is far too long"),
    (b"O*NET-SOC Code\tElement ID", "Skills.txt, line 1: the line ends in the middle"),
    ("Größe\n".encode("latin-1"), "Skills.txt, line 1: not UTF-8 text"),
]


@pytest.mark.parametrize(("content", "words"), BYTES)
def test_a_file_that_is_no_table_is_refused(folder, content, words):
    (folder / "Skills.txt").write_bytes(content)
    with pytest.raises(Refused) as refused:
        onet.read(folder)
    assert words in refused.value.message


def test_a_file_cut_off_anywhere_is_refused(folder):
    whole = (folder / "Skills.txt").read_bytes()
    for length in range(0, len(whole), 37):
        (folder / "Skills.txt").write_bytes(whole[:length])
        with pytest.raises(Refused, match=r"Skills\.txt"):
            onet.read(folder)


def test_a_zip_is_read_and_a_cut_one_refused(app, folder, tmp_path):
    file = tmp_path / "db_text.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(folder.glob("*.txt")):
            archive.write(name, f"db_29_3_text/{name.name}")
    assert len(onet.read(file).roles) == 4
    whole = file.read_bytes()
    for spoilt in (whole[:-30], whole[: len(whole) // 2], b"no zip at all", b""):
        file.write_bytes(spoilt)
        result = run(app, "onet", file)
        assert result.exit_code != 0
        assert "not a complete .zip file" in result.output
    garbled = bytearray(whole)
    start = whole.index(b"Skills.txt") + 12
    garbled[start : start + 60] = bytes(60)
    file.write_bytes(garbled)
    with pytest.raises(Refused, match=r"Skills\.txt"):
        onet.read(file)
    assert "no such file" in run(app, "onet", tmp_path / "nowhere").output


def test_a_failure_while_writing_leaves_nothing(app, folder, monkeypatch):
    before = rows()

    def fail(refs):
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("portal.roles.rules._stain", fail)
    with pytest.raises(RuntimeError):
        imported(folder)
    assert rows() == before


@pytest.mark.slow
def test_the_published_distribution_comes_in_whole(app):
    file = SHARED / "onet" / "db_29_3_text.zip"
    if not file.exists():
        pytest.skip(f"the O*NET 29.3 text distribution is not at {file}")
    began = time.process_time()
    result = run(app, "onet", file)
    spent = time.process_time() - began
    assert result.exit_code == 0, result.output
    assert "1,016 roles created" in result.output
    assert spent < 30
    counts = {
        model.__tablename__: db.session.scalar(select(func.count()).select_from(model))
        for model in (Role, Skill, RoleSkill, RoleAlias, RoleRequirement, RoleMove)
    }
    assert counts["role"] == 1016
    assert min(counts.values()) > 200
    most = select(func.count()).select_from(RoleSkill).group_by(RoleSkill.role_id)
    assert max(db.session.scalars(most)) < 60
    db.session.rollback()
    result = run(app, "onet", file)
    assert "0 rows written" in result.output, result.output
