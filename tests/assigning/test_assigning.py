"""HR suggests to an aim: by published figures only, and without learning who is meant."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.assigning import publishing, rules, segments
from portal.assigning.models import SegmentAssignment, SegmentMember
from portal.audience import Audience
from portal.commands import main
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.insights import queries as insights
from portal.learning.curating.entry import entry_of
from portal.learning.enrolling import rules as enrolling
from portal.learning.models import Enrolment, LearningItem
from portal.notices.models import Notice
from portal.people.models import Person
from portal.skills.models import PersonSkill, Skill
from portal.work import once
from tests.checking import Browser
from tests.enrolling.conftest import item
from tests.insights.organisation import snapshot, town

CHANGES = re.compile(r'(nonce|value|data-key|data-id|content)="[^"]*"')
FORM = {"format": "course", "currency": "GBP", "language": "English", "status": "active"}
HIDDEN = "is not shown in the figures of"


@pytest.fixture
def here(app, cast):
    made = town()
    snapshot(made)
    made.course = item("Figures for all")
    made.paid = item("Figures for a price", paid=True)
    db.session.commit()
    return made


def suggested(here, cast, aim, of=""):
    """Suggested by Hana; committed."""
    with transaction():
        segment = segments.chosen(insights.newest(), aim, of)
        course = db.session.get(LearningItem, here.course.id)
        return rules.suggest(course, segment, cast.hana.id, None)


def aim(here, title):
    return f"roles:{here.roles[title].id}"


def everybody_with(here, title):
    return set(
        db.session.scalars(
            db.select(Aspiration.person_id).where(Aspiration.role_id == here.roles[title].id)
        )
    )


def test_everybody_with_the_aim_who_is_counted_hears_of_it(here, cast, hana):
    meant = everybody_with(here, "Data Analyst")
    shy = sorted(meant, key=str)[0]
    db.session.merge(AspirationProfile(person_id=shy, counted=False))
    db.session.commit()
    path = f"/learning/{here.course.id}/suggest"
    assert "Data Analyst (about 25)" in hana.get(path).text
    page = hana.follow(hana.post(path, {"aim": aim(here, "Data Analyst"), "of": ""})).text
    assert "about 25" in page
    once()
    db.session.rollback()
    assert set(db.session.scalars(db.select(Enrolment.person_id))) == meant - {shy}
    assert {row.origin for row in db.session.query(Enrolment)} == {"hr"}
    told = db.session.query(Notice).filter(Notice.kind == "learning.suggested_for_aim").all()
    assert {notice.person_id for notice in told} == meant - {shy}
    assert db.session.query(SegmentMember).count() == len(meant) - 1


def test_a_run_that_was_broken_off_goes_on_and_who_has_it_is_left_alone(here, cast):
    meant = sorted(everybody_with(here, "Data Analyst"), key=str)
    with transaction():
        enrolling.plan(
            db.session.get(Person, meant[0]), db.session.get(LearningItem, here.course.id)
        )
    key = suggested(here, cast, aim(here, "Data Analyst"))
    with transaction():
        rules._some(key, here.course.id, None, meant[:5])
    rules.run(str(key))
    rules.run(str(key))
    db.session.rollback()
    assert db.session.query(Enrolment).count() == len(meant)
    assert db.session.query(SegmentMember).count() == len(meant) - 1
    assert db.session.query(Enrolment).filter_by(origin="own").one().state == "planned"


def test_what_is_not_shown_cannot_be_chosen_and_says_why(here, cast, hana):
    path = f"/learning/{here.course.id}/suggest"
    finance = f"department:{here.departments['Finance'].id}"
    for form in (
        {"aim": aim(here, "Data Analyst"), "of": finance},
        {"aim": f"families:{here.roles['Data Analyst'].family_id}", "of": finance},
    ):
        assert HIDDEN in hana.post(path, form, status=422).text
    assert "Diver" not in hana.get(path).text
    for split in ("location", "field"):  # counted so, but no segment is made of them
        family = f"families:{here.roles['Data Analyst'].family_id}"
        hana.post(path, {"aim": family, "of": f"{split}:none"}, status=422)
        with pytest.raises(Refused, match="a department or a level"):
            segments.chosen(insights.newest(), family, f"{split}:none")
    hana.post(path, {"aim": aim(here, "Diver"), "of": ""}, status=422)
    with pytest.raises(Refused, match=HIDDEN):
        segments.chosen(insights.newest(), aim(here, "Diver"), "")
    assert db.session.query(SegmentAssignment).count() == 0


def test_the_answer_does_not_follow_what_is_true_today(here, cast):
    """Whoever leaves the aim, or takes it up, changes nothing before the next snapshot."""
    for person_id in everybody_with(here, "Data Analyst"):
        db.session.get(Person, person_id).left_on = clock.today()
    db.session.commit()
    segment = segments.chosen(insights.newest(), aim(here, "Data Analyst"), "")
    assert segment.figure == 25


def test_a_department_pays_for_none_of_it_and_twice_is_refused(here, cast, hana):
    answer = hana.post(
        f"/learning/{here.paid.id}/suggest", {"aim": aim(here, "Team Leader"), "of": ""}, status=422
    )
    assert "its budget would show who" in answer.text
    suggested(here, cast, aim(here, "Team Leader"))
    with pytest.raises(Refused, match="It can be again from"):
        suggested(here, cast, aim(here, "Team Leader"))


def test_what_was_suggested_is_never_paid_by_a_department_afterwards(here, cast, hana):
    suggested(here, cast, aim(here, "Data Analyst"))
    page = f"/curate/learning/{here.course.id}"
    said = {"title": "Figures for all", "provider": "City Academy", "payer": "budget", "cost": "9"}
    said["version"] = entry_of(here.course).stamp
    db.session.rollback()
    answer = hana.post(page, FORM | said, status=422)
    assert "would show who took it up" in " ".join(answer.text.split())
    db.session.rollback()
    assert db.session.get(LearningItem, here.course.id).payer == "nobody"


def test_nor_does_a_file_make_a_department_pay_for_it(app, here, cast, tmp_path):
    suggested(here, cast, aim(here, "Data Analyst"))
    with transaction() as session:
        row = session.get_one(LearningItem, here.course.id)
        row.source, row.external_id = "own", "c1"
    file = tmp_path / "learning.csv"
    file.write_text("title,code,provider,payer,cost\nFigures,c1,City Academy,budget,9\n", "utf-8")
    answer = app.test_cli_runner().invoke(main, ["import", "learning", str(file)])
    assert "would show who took it up" in " ".join(answer.output.split())
    db.session.rollback()
    assert db.session.get(LearningItem, here.course.id).payer == "nobody"


def test_whoever_declines_does_so_without_a_word(here, cast):
    suggested(here, cast, aim(here, "Team Leader"))
    once()
    row = db.session.query(Enrolment).first()
    with transaction():
        enrolling.decline(lock(Enrolment, row.id), "")
    before = db.session.query(Notice).filter(Notice.person_id == cast.hana.id).count()
    once()
    assert db.session.query(Notice).filter(Notice.person_id == cast.hana.id).count() == before


def pages_of(hana, here, somebody):
    """All that HR can read about it, without what changes with every answer."""
    paths = (
        "/curate/suggested",
        "/curate/attendance",
        "/curate/budgets",
        "/curate/learning",
        f"/curate/learning/{here.course.id}",
        "/learning/approvals",
        "/insights",
        "/notifications",
        f"/learning/{here.course.id}",
        f"/people/{somebody}",
    )
    return {path: CHANGES.sub("", hana.get(path).text) for path in paths}


def test_no_page_of_hr_tells_whom_it_reached_or_that_somebody_took_it_up(here, cast, hana):
    meant = sorted(everybody_with(here, "Data Analyst"), key=str)
    at_noon = (clock.now() + timedelta(days=1)).replace(hour=12)  # no midnight between the two
    clock.fix(at_noon)
    hana.sign_in(cast.hana)
    once()  # what the worker does for the first time is no sign of anybody
    suggested(here, cast, aim(here, "Data Analyst"))
    before = pages_of(hana, here, meant[0])
    once()
    complete(meant[:6])
    with transaction():
        row = db.session.query(Enrolment).filter_by(person_id=meant[7]).one()
        enrolling.decline(lock(Enrolment, row.id), "")
    once()
    hana.sign_in(cast.hana)  # an hour later
    after = pages_of(hana, here, meant[0])
    assert [path for path in before if after[path] != before[path]] == []


def complete(person_ids):
    """These people complete the course, an hour later."""
    clock.fix(clock.now() + timedelta(hours=1))
    for person_id in person_ids:
        with transaction():
            who = db.session.get(Person, person_id)
            course = db.session.query(LearningItem).filter_by(title="Figures for all").one()
            row = enrolling.ask(who, course)
            enrolling.done(lock(Enrolment, row.id))


def figure(key):
    db.session.rollback()
    return db.session.get(SegmentAssignment, key).completed


def again(here):
    """A day later everybody is counted again."""
    clock.fix(clock.now() + timedelta(days=1))
    for row in db.session.query(Aspiration).order_by(Aspiration.id).limit(6):
        row.horizon = "later" if row.horizon == "year" else "year"
    db.session.commit()
    assert snapshot(here).published
    publishing.publish(clock.now())


def test_completions_are_rounded_and_wait_for_a_count_and_for_others(here, cast):
    clock.fix(clock.now())
    key = suggested(here, cast, aim(here, "Data Analyst"))
    once()
    meant = sorted(everybody_with(here, "Data Analyst"), key=str)
    complete(meant[:7])
    publishing.publish(clock.now())
    assert figure(key) is None, "no new snapshot yet"
    again(here)
    assert figure(key) is None, "everybody who completed it has the aim"
    others = everybody_with(here, "Team Leader") - set(meant)
    complete(sorted(others, key=str)[:5])
    again(here)
    assert figure(key) == 5
    complete(meant[7:9])
    again(here)
    assert figure(key) == 5, "two more do not move it"
    complete(meant[9:13])
    again(here)
    assert figure(key) == 15


def test_those_who_asked_to_learn_a_skill_hear_of_it_too(app, here, cast):
    """By department or level as published; who keeps the wish to themselves is not meant."""
    skill = Skill(name="Juggling", folded="juggling")
    db.session.add(skill)
    transit = here.departments["Transit"]
    people = db.session.scalars(
        db.select(Person.id).where(Person.department_id == transit.id).order_by(Person.id).limit(14)
    ).all()
    for n, person_id in enumerate(people):
        hidden = Audience.NOBODY if n > 11 else Audience.EVERYONE
        db.session.merge(AspirationProfile(person_id=person_id))
        db.session.add(
            PersonSkill(
                person_id=person_id, skill=skill, level=0, interest="learn", audience=hidden
            )
        )
    clock.fix(clock.now() + timedelta(days=1))
    assert snapshot(here).published
    hana = Browser(app).sign_in(cast.hana)  # a day later
    text = hana.get(f"/learning/{here.course.id}/suggest?skill={skill.id}").text
    first = re.search(r"<optgroup label=\"([^\"]+)\">\s*<option[^>]*>([^<]+)", text).groups()
    assert first == ("Want to learn or use the skill more", "Juggling (about 10)")
    for part, refused in (("Transit", False), ("Finance", True)):
        of = f"department:{here.departments[part].id}"
        if refused:
            with pytest.raises(Refused, match=HIDDEN):
                suggested(here, cast, f"wanted:{skill.id}", of)
        else:
            suggested(here, cast, f"wanted:{skill.id}", of)
    assert "want to learn or use more Juggling: Transit" in hana.get("/curate/suggested").text
    once()
    db.session.rollback()
    assert set(db.session.scalars(db.select(Enrolment.person_id))) == set(people[:12])
