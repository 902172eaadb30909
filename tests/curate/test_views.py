"""The pages of those who look after the taxonomy."""

from datetime import timedelta

import pytest

from portal import clock
from portal.audit import AuditEvent
from portal.curate import hygiene, notices
from portal.curate import queries as taxonomy
from portal.curate.rules import entry_of
from portal.db import db, transaction
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.roles.models import Family, Role
from portal.skills import own_queries, queries, rules
from portal.skills.merging.models import SkillMerge
from portal.skills.models import PersonSkill, Skill, SkillCode
from tests.checking import Browser
from tests.profile.making import fresh, has, role, skill

pytestmark = pytest.mark.one_database


@pytest.fixture
def alex(app, cast):
    return Browser(app).sign_in(cast.alex)


def form_of(row, **changes):
    """What the form of a skill sends when nothing but `changes` is changed."""
    row = db.session.get_one(Skill, row.id)
    entry = entry_of(row)
    form = {
        "name": entry.name, "other_words": "\n".join(entry.other_words), "kind": entry.kind,
        "category": entry.category, "description": entry.description, "version": entry.stamp,
    } | changes  # fmt: skip
    return form | ({"core": "y"} if entry.core and "core" not in changes else {})


def proposed(cast, name="Tide tables"):
    with transaction():
        row = rules.propose(name, cast.ada.id)
        db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=row.id, level=2))
    return db.session.get_one(Skill, row.id)


def work():
    """What the worker does for proposals."""
    with transaction():
        for row in db.session.query(OutboxRow).where(OutboxRow.kind.in_(notices.HANDLERS)):
            notices.HANDLERS[row.kind](row.ref)
            db.session.delete(row)


def told(person):
    db.session.rollback()
    return [n.words for n in db.session.query(Notice).filter_by(person_id=person.id)]


def text(answer):
    return answer.get_data(as_text=True)


PAGES = ("/curate", "/curate/skills", "/curate/skills/add", "/curate/proposals",
         "/curate/hygiene", "/curate/mergers",
         *(f"/curate/hygiene/{kind}" for kind in hygiene.FINDINGS))  # fmt: skip


@pytest.mark.parametrize("full", [False, True])
def test_every_page_is_open_to_hr_and_administrators_alone(full, hana, alex, ada, cast):
    if full:
        one, other = skill("Negotiation"), skill("Negotiations", "Bargaining", kind_guessed=True)
        proposed(cast)
        has(cast.ada, "Negotiation")
        hana.post(f"/curate/skills/{other.id}/merge/{one.id}")
    for path in PAGES:
        hana.get(path)
        alex.get(path)
        ada.get(path, status=403)
    assert "/curate" in text(hana.get("/"))
    assert "/curate" in text(alex.get("/admin"))
    assert "/curate" not in text(ada.get("/"))


def test_skills_are_found_by_name_other_word_and_code(hana):
    one = skill("Negotiation", "Bargaining", category="People", core=True)
    skill("Harp tuning", critical=True)
    db.session.add(
        SkillCode(source="esco", code="http://data.example/skill/ab-12", skill_id=one.id)
    )
    db.session.commit()
    for asked in ("q=negot", "q=bargain", "q=ab-12", "category=People", "tag=core"):
        page = text(hana.get(f"/curate/skills?{asked}"))
        assert ("Negotiation" in page, "Harp" in page) == (True, False), asked
    assert "No skill found" in text(hana.get("/curate/skills?q=zzz"))
    hana.get("/curate/skills?kind=odd", status=400)
    hana.get("/curate/skills?page=0", status=400)


def test_a_skill_is_added_and_can_be_chosen(hana, ada):
    form = {"name": "Tide  tables", "other_words": "Tides\n\n tides \nEbb", "kind": "technical",
            "category": "Harbour", "critical": "y"}  # fmt: skip
    hana.post("/curate/skills/add", form)
    row = queries.by_folded("ebb")
    assert (row.name, row.status, row.critical, row.kind_guessed) == (
        "Tide tables", "active", True, False,
    )  # fmt: skip
    assert [found.name for found in queries.find("tid")] == ["Tide tables"]
    page = text(hana.post("/curate/skills/add", form | {"name": "tide-tables"}, status=422))
    assert "“Tide tables” is another skill already" in page
    assert "Harbour" in page
    page = text(hana.post("/curate/skills/add", {"name": "", "kind": ""}, status=422))
    assert "Write the name" in page
    assert "Choose of which kind" in page


def test_what_is_said_is_changed_and_found_anew(hana, cast):
    row = skill("Negotiation", "Bargaining")
    asked = role(cast.ada, title="Buyer")
    has(cast.ada, "Negotiation")
    db.session.add(hygiene.RoleSkill(role_id=asked.id, skill_id=row.id, level=2))
    db.session.query(OutboxRow).delete()
    db.session.commit()
    hana.post(f"/curate/skills/{row.id}",
              form_of(row, name="Negotiating", other_words="Haggling", core="y"))  # fmt: skip
    row = fresh(row)
    assert (row.name, row.core, [a.name for a in row.aliases]) == (
        "Negotiating",
        True,
        ["Haggling"],
    )
    refs = {r.ref for r in db.session.query(OutboxRow).filter_by(kind="index")}
    assert refs == {f"skill:{row.id}", f"role:{asked.id}", f"person:{cast.ada.id}"}
    event = db.session.query(AuditEvent).filter_by(action="taxonomy.edit").one()
    assert (event.thing_id, event.detail) == (str(row.id), "")


def test_of_two_who_change_one_skill_none_is_overwritten(hana, alex):
    row = skill("Negotiation")
    first, second = form_of(row, category="People"), form_of(row, category="Talking")
    hana.post(f"/curate/skills/{row.id}", first)
    page = text(alex.post(f"/curate/skills/{row.id}", second, status=409))
    assert "People" in page
    assert "Talking" in page
    hana.post(f"/curate/skills/{row.id}", first)  # the same again is no conflict
    alex.post(f"/curate/skills/{row.id}", form_of(row, category="Talking"))
    assert fresh(row).category == "Talking"


def test_a_word_of_another_skill_is_told_on_its_field(hana):
    skill("Bargaining")
    row = skill("Negotiation")
    form = form_of(row, other_words="bargaining")
    assert "“Bargaining” is another skill already" in text(
        hana.post(f"/curate/skills/{row.id}", form, status=422)
    )
    assert "Bargaining" in text(
        hana.post(f"/curate/skills/{row.id}", form_of(row, name="bargaining"), status=422)
    )


def test_who_has_a_skill_that_is_no_longer_used_keeps_it(hana, ada, cast):
    row = has(cast.ada, "Fax machines", 3)
    at = f"/curate/skills/{row.skill_id}"
    assert "Say why" in text(hana.post(f"{at}/retire", {"word": " "}, status=422))
    hana.post(f"{at}/retire", {"word": "The last one was switched off."})
    assert own_queries.held(cast.ada.id, row.skill_id).level == 3
    assert "The last one was switched off." in text(ada.get("/me"))
    assert queries.find("fax") == []
    hana.post(f"{at}/retire", {"word": "Again"}, status=303)  # told that it is over
    hana.post(f"{at}/revive")
    assert [found.name for found in queries.find("fax")] == ["Fax machines"]


def test_a_proposal_is_taken_on_in_better_words(hana, ada, cast):
    row = proposed(cast)
    assert "Ada Okafor" in text(hana.get("/curate/proposals"))
    assert "A proposal of Ada Okafor" in text(hana.get(f"/curate/skills/{row.id}"))
    hana.post(f"/curate/skills/{row.id}/accept", form_of(row, name="Reading tide tables"))
    assert fresh(row).status == "active"
    work()
    assert told(cast.ada) == [
        "“Reading tide tables”, which you proposed, is now a skill everybody can choose"
    ]
    hana.post(f"/curate/skills/{row.id}/wait")
    assert fresh(row).status == "proposed"


def test_who_keeps_a_proposal_to_themselves_is_not_named(hana, cast):
    row = proposed(cast)
    own_queries.held(cast.ada.id, row.id).audience = 0
    db.session.commit()
    for path in ("/curate/proposals", f"/curate/skills/{row.id}"):
        page = text(hana.get(path))
        assert "Tide tables" in page
        assert "Ada Okafor" not in page


def test_a_refusal_has_a_word_and_takes_nothing_away(hana, ada, cast):
    row = proposed(cast)
    hana.post(f"/curate/skills/{row.id}/refuse", {"word": ""}, status=422)
    hana.post(f"/curate/skills/{row.id}/refuse", {"word": "Too narrow for a list for all."})
    work()
    assert told(cast.ada) == [
        "“Tide tables” was not taken on for everybody. You keep it; why stands beside it"
    ]
    page = text(ada.get("/me"))
    assert "Not taken on" in page
    assert "Too narrow for a list for all." in page
    assert own_queries.held(cast.ada.id, row.id).level == 2
    hana.post(f"/curate/skills/{row.id}/accept", form_of(row))  # decided already
    assert fresh(row).status == "deprecated"
    hana.post(f"/curate/skills/{row.id}/revive")
    assert fresh(row).status == "proposed"


def test_a_proposal_taken_back_before_the_worker_came_tells_nothing(hana, cast):
    row = proposed(cast)
    hana.post(f"/curate/skills/{row.id}/refuse", {"word": "No"})
    hana.post(f"/curate/skills/{row.id}/revive")
    work()
    assert told(cast.ada) == []


def test_a_proposal_is_mapped_to_a_skill_after_a_look(hana, ada, cast):
    row, target = proposed(cast, "Tide-table reading"), skill("Reading tide tables")
    page = text(hana.get(f"/curate/skills/{row.id}"))
    assert "Is it one of these?" in page
    assert str(target.id) in page
    page = text(hana.get(f"/curate/skills/{row.id}/merge?skill=reading tide tables"))
    assert "Merge them" in page
    for typed in ("zzzz", "tide-table reading"):
        hana.get(f"/curate/skills/{row.id}/merge?skill={typed}", status=422)
    answer = hana.post(f"/curate/skills/{row.id}/merge/{target.id}")
    assert "Undo" in text(hana.follow(answer))
    assert own_queries.held(cast.ada.id, target.id).level == 2
    work()
    assert told(cast.ada) == [
        "“Tide-table reading”, which you proposed, is known here as “Reading tide tables”"
    ]
    made = db.session.query(SkillMerge).one()
    assert made.by_id == cast.hana.id
    hana.post(f"/curate/mergers/{made.id}/undo")
    assert fresh(row).status == "proposed"
    assert own_queries.held(cast.ada.id, row.id).level == 2
    hana.post(f"/curate/mergers/{made.id}/undo")  # told that it is done


def test_a_merged_skill_leads_on_and_is_not_edited(hana):
    row, target = skill("Negotiating"), skill("Negotiation")
    form = form_of(row, category="People")
    hana.post(f"/curate/skills/{row.id}/merge/{target.id}")
    assert "This is part of Negotiation now" in text(hana.get(f"/curate/skills/{row.id}"))
    assert "Merged into it" in text(hana.get(f"/curate/skills/{target.id}"))
    hana.post(f"/curate/skills/{row.id}", form)
    assert fresh(row).category == ""
    nowhere = "00000000-0000-4000-8000-000000000000"
    hana.post(f"/curate/skills/{row.id}/merge/{nowhere}", status=404)
    hana.get(f"/curate/skills/{row.id}/merge/{row.id}", status=404)


def test_what_others_were_merged_into_can_still_be_changed(hana):
    one, two, three = (skill(name) for name in ("Haggling", "Negotiating", "Negotiation"))
    hana.post(f"/curate/skills/{one.id}/merge/{two.id}")
    hana.post(f"/curate/skills/{two.id}/merge/{three.id}")
    hana.post(f"/curate/skills/{three.id}", form_of(three, category="People"))
    row = fresh(three)
    assert row.category == "People"
    assert sorted(alias.name for alias in row.aliases) == ["Haggling", "Negotiating"]
    page = text(hana.post("/curate/skills/add", {"name": "haggling", "kind": "human"}, status=422))
    assert "“Haggling” was merged into “Negotiation” and stands for it." in page


def test_untidiness_is_found_with_a_reason_and_can_be_left(hana, cast):
    one, other = skill("Team leading"), skill("Leading teams")
    skill("Public speaking", "Rhetoric", description="Said aloud", category="People")
    skill("Rhetoric", kind_guessed=True)
    old = proposed(cast)
    old.proposed_at = clock.now() - timedelta(days=30)
    family = Family(name="Harbour")
    db.session.add(family)
    db.session.flush()
    db.session.add(Role(family_id=family.id, level=1, title="Lighthouse keeper"))
    db.session.commit()
    kept = {kind: text(hana.get(f"/curate/hygiene/{kind}")) for kind in hygiene.FINDINGS}
    assert "The same words with other endings" in kept["twins"]
    assert "“Rhetoric” is the name of one and another word for the other" in kept["twins"]
    assert "Rhetoric" in kept["kind"]
    assert "Team leading" not in kept["kind"]
    assert "Rhetoric" in kept["category"]
    assert "Public speaking" not in kept["description"]
    assert "Public speaking" in kept["unused"]
    assert "Lighthouse keeper" in kept["roles"]
    assert "Tide tables" in kept["proposals"]
    fine = {"thing": str(one.id), "other": str(other.id)}
    hana.post("/curate/hygiene/twins/fine", fine)
    hana.post("/curate/hygiene/twins/fine", {"thing": fine["other"], "other": fine["thing"]})
    assert "Team leading" not in text(hana.get("/curate/hygiene/twins")).replace("fine", "")
    hana.post(f"/curate/hygiene/twins/look-again?thing={other.id}&other={one.id}")
    assert "Team leading" in text(hana.get("/curate/hygiene/twins"))
    rhetoric = queries.by_folded("rhetoric")
    hana.post(f"/curate/skills/{rhetoric.id}/kind", {"kind": "human"})
    assert hygiene.counts()["kind"] == 0
    assert fresh(rhetoric).kind == "human"
    hana.post("/curate/hygiene/twins/fine", {"thing": "x", "other": "y"}, status=404)
    hana.get("/curate/hygiene/odd", status=404)


def test_what_few_keep_to_themselves_is_not_counted(hana, cast):
    row = has(cast.ada, "Sign language", 3, audience=0)
    assert "nobody shows it" in text(hana.get("/curate/skills?q=sign"))
    assert "Sign language" in text(hana.get("/curate/hygiene/unused"))
    row = fresh(row)
    row.audience = 8
    db.session.commit()
    assert "1 person shows it" in text(hana.get("/curate/skills?q=sign"))


def test_people_are_counted_as_far_as_it_is_said_and_in_whole_before_a_merger(
    hana, cast, monkeypatch
):
    rows = [has(who, "Sign language", 3, audience=8) for who in (cast.ada, cast.mei, cast.sam)]
    other, row = skill("Signing"), db.session.get_one(Skill, rows[0].skill_id)
    monkeypatch.setattr(taxonomy, "ENOUGH", 2)
    taxonomy._used.cache_clear()
    pages = "/curate/skills?q=sign language", f"/curate/skills/{row.id}"
    assert all("over 2 people show it" in text(hana.get(page)) for page in pages)
    taxonomy._used.cache_clear()
    merger = text(hana.get(f"/curate/skills/{row.id}/merge/{other.id}"))
    assert "People who show it" in merger
    assert "over" not in merger.partition("People who show it")[2][:60]
    assert taxonomy.used([row.id], exact=True)[row.id].people == 3
    monkeypatch.undo()
    taxonomy._used.cache_clear()
    assert "3 people show it" in text(hana.get(pages[0]))
