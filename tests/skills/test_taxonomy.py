"""Skills are found by any wording, and proposed once."""

import pytest

from portal.db import db
from portal.errors import Refused
from portal.skills import queries, rules
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, Status


def skill(name, *aliases, **more):
    row = Skill(name=name, folded=fold(name), **more)
    row.aliases = [SkillAlias(name=alias, folded=fold(alias)) for alias in aliases]
    db.session.add(row)
    db.session.flush()
    return row


def names(typed, limit=8):
    return [found.name for found in queries.find(typed, limit)]


def test_a_skill_is_found_by_name_word_and_alias(app):
    skill("Project management")
    skill("Management")
    skill("Risk management", "Managing risk")
    skill("Résumé writing", "CV")
    skill("100% cover")
    skill("C++")
    skill("Managed services", status=Status.DEPRECATED)
    skill("Management by walking", status=Status.PROPOSED)
    assert names("management") == ["Management", "Project management", "Risk management"]
    assert names("managing") == ["Risk management"]
    assert names("manag") == ["Management", "Risk management", "Project management"]
    assert names("MANAG", limit=1) == ["Management"]
    assert names("resume") == ["Résumé writing"]
    assert names("cv") == ["Résumé writing"]
    assert names("c++") == ["C++"]
    assert names("100%") == ["100% cover"]
    assert names("_") == names("%") == names(" ") == []


def test_an_exact_name_finds_its_skill_through_alias_and_merger(app):
    kept = skill("Bargaining", "Haggling")
    skill("Negotiation", status=Status.DEPRECATED, merged_into_id=kept.id)
    assert queries.by_folded("NEGOTIATION") is kept
    assert queries.by_folded("haggling") is kept
    skill("Trading", "haggling")
    assert queries.by_folded("haggling") is None  # two have it: nobody can say which is meant


def test_an_unknown_skill_is_proposed_once(cast):
    proposed = rules.propose("  Tide   tables ", cast.ada.id)
    assert (proposed.name, proposed.status) == ("Tide tables", Status.PROPOSED)
    assert proposed.proposed_by_id == cast.ada.id
    assert rules.propose("tide-tables", cast.sam.id) is proposed
    for name in ("", "   ", "x" * 201):
        with pytest.raises(Refused):
            rules.propose(name, cast.ada.id)
