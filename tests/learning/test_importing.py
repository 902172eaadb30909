"""A CSV file of what can be learned comes in whole, or every wrong row is named."""

from datetime import timedelta

import pytest

from portal import clock
from portal.commands import main
from portal.db import db
from portal.learning.models import LearningDate, LearningItem, LearningSkill, Provider
from portal.learning.models import learning_prerequisite as needs
from portal.skills.models import SkillAlias
from tests.learning import catalogue

HEADER = "title,code,provider,hours,cost,payer,skills,dates,needs\n"


@pytest.fixture
def talks(app):
    skill = catalogue.skill("Public speaking")
    skill.aliases.append(SkillAlias(name="Presenting", folded="presenting"))
    db.session.commit()
    return skill.id


def run(app, tmp_path, text, *options):
    file = tmp_path / "learning.csv"
    file.write_text(text, encoding="utf-8")
    answer = app.test_cli_runner().invoke(main, ["import", "learning", str(file), *options])
    db.session.rollback()
    return answer


def test_it_comes_in_once_and_only_what_differs_again(app, tmp_path, talks):
    day = clock.today() + timedelta(days=9)
    first = (
        f"Speaking,c1,Ashby College,6,90.50,budget,Presenting 3,{day} 09:30 / 16:00 / Hall / 12,\n"
    )
    second = "Speaking more,c2,ashby college,12,0,,Public speaking: Leading,,c1\n"
    text = HEADER + first + second
    tried = run(app, tmp_path, text, "--dry-run")
    assert "create  Speaking more" in tried.output
    assert "nothing was written" in tried.output
    assert db.session.query(LearningItem).count() == 0
    done = run(app, tmp_path, text)
    assert done.exit_code == 0, done.output
    assert "2 created, 0 changed, 0 unchanged" in done.output
    assert "New providers: Ashby College" in done.output
    assert db.session.query(Provider).one().kind == "external"
    assert {row.level for row in db.session.query(LearningSkill)} == {3, 4}
    assert db.session.query(LearningDate).one().places == 12
    assert db.session.query(needs).count() == 1
    assert "0 created, 0 changed, 2 unchanged" in run(app, tmp_path, text).output
    less = "title,code,provider,hours\nSpeaking aloud,c1,Ashby College,7\n"
    again = run(app, tmp_path, less, "--retire")
    assert "0 created, 1 changed, 0 unchanged, 1 retired" in again.output
    row = db.session.query(LearningItem).filter_by(external_id="c1").one()
    assert (row.title, row.cost, row.payer) == ("Speaking aloud", 90.5, "budget")
    assert db.session.query(LearningDate).count() == 1


def test_every_wrong_row_is_named_and_nothing_is_changed(app, tmp_path, talks):
    rows = (
        "Good,a,P,1,0,,,,\n"
        "Far too long,b,P,99999,0,,,,\n"
        "Nobody pays,c,P,1,5,,,,\n"
        "Unknown,d,P,1,0,,Flying 2,,\n"
        "Past,e,P,1,0,,,2001-01-01 09:00 / 10:00,\n"
        "Twice,a,P,1,0,,,,\n"
        "Backwards,f,P,1,0,,,2999-01-01 09:00 / 08:00,\n"
        "Lost,g,P,1,0,,,,Nowhere\n"
        "Endless,h,P,1,0,,,2031-01-01 09:00 / 2090-01-01 10:00,\n"
    )
    answer = run(app, tmp_path, HEADER + rows)
    assert answer.exit_code == 2
    for said in (
        "line 3, column “hours”: That is too much", "line 4, column “payer”: Somebody has to pay",
        "line 5, column “skills”: “Flying”", "line 6, column “dates”", "that time is past",
        "line 7, column “code”: “a” stands in line 2", "it ends before it begins",
        "line 9, column “needs”: “Nowhere”: there is nothing", "Nothing was changed",
        "too long, to be true",
    ):  # fmt: skip
        assert said in answer.output, said
    assert db.session.query(LearningItem).count() == 0
    assert db.session.query(Provider).count() == 0


def test_what_is_offered_is_made_no_draft_and_the_row_is_named(app, tmp_path, talks):
    file = "title,provider,status\n"
    run(app, tmp_path, file + "One,P,\nTwo,P,\n")
    answer = run(app, tmp_path, file + "One,P,\nTwo,P,draft\n")
    assert answer.exit_code == 2
    assert "line 3, column “status”: “Two” is offered" in " ".join(answer.output.split())


def test_a_circle_in_the_file_is_refused(app, tmp_path, talks):
    rows = "One,a,P,1,0,,,,b\nTwo,b,P,1,0,,,,c\nThree,c,P,1,0,,,,a\n"
    answer = run(app, tmp_path, HEADER + rows)
    assert answer.exit_code == 2
    assert "nobody could ever begin" in answer.output
    assert db.session.query(needs).count() == 0
