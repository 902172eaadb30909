"""Typed words find the skill that is meant, at once after a change, and never for a broken file."""

import time
from uuid import uuid4

import pytest

from portal import outbox, work
from portal.db import db, transaction
from portal.skills.finding import likeness, vectors
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, Status
from search_index import meaning
from tests.search_index.test_subwords import HOSTILE


def skill(name, *aliases, **more):
    row = Skill(name=name, folded=fold(name), **more)
    row.aliases = [SkillAlias(name=alias, folded=fold(alias)) for alias in aliases]
    db.session.add(row)
    return row


@pytest.fixture
def file(app):
    file = vectors.LABELS.file
    file.unlink(missing_ok=True)
    return file


@pytest.fixture
def taxonomy(cast, file):
    with transaction():
        skill("Negotiation", "Haggling", "Bargaining over prices")
        skill("Bargaining")
        skill("Waste collection", "Emptying bins", "Driving a bin lorry")
        skill("Project management")
        skill("Managing projects", status=Status.DEPRECATED)
        skill("First aid")
        skill("Welding", status=Status.PROPOSED)
    vectors.build()


def near(typed, limit=8):
    return [(one.name, one.why) for one in likeness.near(typed, limit)]


def test_the_exact_name_comes_first_then_another_word(taxonomy):
    found = likeness.near("bargaining")
    assert (found[0].name, found[0].score, found[0].why) == ("Bargaining", 1.0, "this is its name")
    assert found[1].name == "Negotiation"
    assert near("HAGGLING")[0] == ("Negotiation", "another word for it")


def test_plural_spelling_and_meaning_are_told_apart(taxonomy):
    assert near("project managements")[0] == (
        "Project management",
        "the same words in another form",
    )
    assert near("negotiatoin")[0] == ("Negotiation", "spelt alike")
    name, why = near("garbage trucks")[0]
    assert name == "Waste collection"
    assert why.startswith("means nearly the same")
    assert near("hagling")[0] == ("Negotiation", "spelt alike: “Haggling”")


def test_what_is_not_in_use_is_not_offered(taxonomy):
    assert [name for name, _ in near("managing projects")][:1] == ["Project management"]
    assert "Welding" not in dict(near("welding"))


def test_nonsense_finds_nothing(taxonomy):
    for typed in ("", "  ", "!?", "qqxzv wkjq"):
        assert near(typed) == []


def test_any_text_is_answered_in_bounded_time(taxonomy):
    for typed in HOSTILE:
        typed = typed.replace("\x00", "").replace("\ud800", "")  # neither comes through a form
        began = time.process_time()
        assert len(likeness.near(typed, 5)) <= 5
        assert time.process_time() - began < 0.5


def test_without_the_file_words_that_begin_alike_are_found(taxonomy, file):
    file.unlink()
    assert near("negotiating") == [("Negotiation", "has a word that begins so")]
    assert near("haggling") == [("Negotiation", "another word for it")]
    assert near("garbage trucks") == []


def test_without_numpy_or_table_words_that_begin_alike_are_found(taxonomy, monkeypatch):
    monkeypatch.setattr(meaning, "tools", lambda: None)
    assert near("negotiating")[0] == ("Negotiation", "has a word that begins so")
    assert likeness.twins() == []
    vectors.build()
    vectors.follow({"all"})
    vectors.Keeper().mend()


@pytest.mark.parametrize("spoil", [lambda b: b"", lambda b: b[:-9], lambda b: b[:-9] + bytes(9)])
def test_a_damaged_file_is_built_again(taxonomy, file, spoil):
    assert near("negotiatoin")
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert near("negotiatoin") == []
    assert near("negotiation")[0][0] == "Negotiation"
    vectors.Keeper().mend()
    assert near("negotiatoin")[0][0] == "Negotiation"
    assert file.read_bytes() == whole


def test_the_worker_follows_changes(taxonomy, file):
    work.once()
    with transaction() as session:
        row = session.query(Skill).filter_by(name="First aid").one()
        row.name, row.folded = "Resuscitation", "resuscitation"
        skill("Beekeeping", "Looking after hives")
    work.once()
    assert near("resuscitaton")[0] == ("Resuscitation", "spelt alike")
    assert near("looking after a hive")[0][0] == "Beekeeping"
    assert all(why != "spelt alike" for _, why in near("frist aid"))
    with transaction() as session:
        row = session.query(Skill).filter_by(name="Beekeeping").one()
        heir = session.query(Skill).filter_by(name="Resuscitation").one()
        row.status, row.merged_into_id = Status.DEPRECATED, heir.id
    assert near("beekeeping")[0] == ("Resuscitation", "another word for it")
    assert "Beekeeping" not in dict(near("bee keeping"))  # before the worker looked
    work.once()
    assert "Beekeeping" not in dict(near("bee keeping"))


def test_only_what_changed_is_encoded(taxonomy, monkeypatch):
    work.once()
    table = meaning.tools().table
    seen = []
    encode = type(table).encode
    monkeypatch.setattr(type(table), "encode", lambda s, t: seen.extend(t) or encode(s, t))
    with transaction():
        skill("Beekeeping")
    work.once()
    assert {one.casefold() for one in seen} == {"beekeeping"}  # here, and in the search index


def test_a_full_disk_does_not_stop_the_worker(taxonomy, file, monkeypatch):
    work.once()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(meaning.tools().nearest, "write", full)
        with transaction():
            skill("Beekeeping")
        work.once()
        assert not file.exists()
        vectors.Keeper().mend()
    assert db.session.query(outbox.OutboxRow).count() == 0
    work.once()
    assert near("beekeping")[0] == ("Beekeeping", "spelt alike")


def test_the_file_of_another_database_is_built_again(taxonomy, file):
    nearest, table = meaning.tools().nearest, meaning.tools().table
    nearest.build(file, table, {uuid4(): ["Somebody else's"]})
    vectors.Keeper().mend()
    assert near("negotiatoin")[0][0] == "Negotiation"


def test_twins_are_told_with_a_reason(taxonomy):
    with transaction():
        skill("Projects management")
        skill("Aid for beginners", "first-aid")
    vectors.build()
    names = dict(db.session.query(Skill.id, Skill.name).all())
    pairs = {
        frozenset((names[twin.skill_id], names[twin.other_id])): twin.why
        for twin in likeness.twins()
    }
    assert pairs[frozenset(("Project management", "Projects management"))] == (
        "the same words in another form"
    )
    assert pairs[frozenset(("First aid", "Aid for beginners"))] == "both are called “first-aid”"


def test_an_unknown_word_is_answered_with_what_it_may_mean(ada, taxonomy):
    text = ada.post("/me/skills", {"skill": "negotiatoin", "level": "2"}, status=422).get_data(
        as_text=True
    )
    assert "Or did you mean" in text
    assert "Negotiation" in text
    assert "spelt alike" in text
    options = ada.get("/me/skills/find", query_string={"skill": "negotiatoin"}, htmx=True)
    assert "spelt alike" in options.get_data(as_text=True)
