"""What is near in meaning: found, explained, hidden where it must be, kept beside segments."""

import os
from contextlib import suppress
from dataclasses import replace

import pytest

from search_index import Document, IndexProblem, meaning, open_index, rebuild, store, subwords
from tests.search_index.conftest import EVERYONE, role

pytestmark = pytest.mark.skipif(meaning.tools() is None, reason="needs numpy and the table")

REFUSE = role("refuse", "Refuse truck operator", aliases=["Waste collection driver"])
LIBRARY = role("library", "Librarian", aliases=["Media specialist"])
BOOKS = role("books", "Accountant", aliases=["Bookkeeper"], body="Keeps the ledgers of the port.")
RANGER = role("ranger", "Park ranger")
HIDDEN = role("hidden", "Garbage collector", aliases=["Forest warden"], audience=["hr"])
ANNA = Document("person:anna", "person", "Anna Garbageman", audience=["everyone"])


@pytest.fixture(params=["whoosh_index", "postgres_index"])
def make_index(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def index(make_index):
    return make_index([REFUSE, LIBRARY, BOOKS, RANGER, HIDDEN, ANNA])


def found(index, text, audiences=EVERYONE, **more):
    return [hit.id for hit in index.search(text, audiences=audiences, **more).hits]


def test_what_is_near_in_meaning_is_found_and_says_so(index):
    hit = index.search("forest warden", audiences=EVERYONE).hits[0]
    assert (hit.id, hit.found_in) == ("role:ranger", "meaning")
    assert hit.highlights == {"title": (("Park ranger", False),)}
    hit = index.search("book keeping", audiences=EVERYONE).hits[0]
    assert (hit.id, hit.found_in) == ("role:books", "meaning")
    assert hit.highlights["alias"] == (("Bookkeeper", False),)


def test_a_word_in_a_name_says_more_than_nearness(index):
    assert index.search("park warden", audiences=EVERYONE).hits[0].found_in == "title"
    assert index.search("ledgers", audiences=EVERYONE).hits[0].found_in == "text"


def test_what_one_may_not_see_has_no_part_in_it(index):
    for text in ("garbage collector", "garbage", "warden of the forest", "rubbish collecting"):
        results = index.search(text, audiences=EVERYONE, kinds=["role"])
        index.apply(remove=["role:hidden"])
        without = index.search(text, audiences=EVERYONE, kinds=["role"])
        index.apply([HIDDEN])
        assert [hit.id for hit in results.hits] == [hit.id for hit in without.hits]
        assert results.total == without.total
        assert "role:hidden" not in [hit.id for hit in results.hits]
    assert found(index, "garbage collecting", {"hr"}) == ["role:hidden"]


def test_a_quoted_phrase_comes_first(make_index):
    index = make_index(
        [
            role("near", "Refuse collector in Harbour town", aliases=["Harbour bin man"]),
            role("phrase", "Clerk of refuse trucks"),
            role("words", "Trucks and refuse at the harbour"),
        ]
    )
    assert found(index, 'harbour "refuse trucks"')[0] == "role:phrase"
    assert found(index, "harbour „refuse trucks“")[0] == "role:phrase"
    assert found(index, '"refuse trucks')[0] == "role:phrase"


def test_what_is_misspelt_while_typing_is_suggested(index):
    assert [one.text for one in index.suggest("libarian", EVERYONE)] == ["Librarian"]
    assert [one.id for one in index.suggest("garbage collectr", EVERYONE)] == ["role:refuse"]
    assert [one.id for one in index.suggest("garbage collectr", {"hr"})] == ["role:hidden"]
    assert index.suggest("xq", EVERYONE) == index.suggest("quantum", EVERYONE) == []


def test_people_are_found_by_their_names_alone(index):
    assert "person:anna" not in found(index, "garbage men", kinds=["person"])
    assert found(index, "anna", kinds=["person"]) == ["person:anna"]


def test_nonsense_is_near_to_nothing(index):
    for text in ("quantum xylophone", "asdf qwertz", "3052", "of the", "x", "漢字"):
        assert found(index, text) == []


def test_filters_and_counts_hold_for_what_is_near(make_index):
    index = make_index(
        [
            role("a", "Park ranger", facets={"place": ["Hill"]}),
            role("b", "Gamekeeper", aliases=["Forest guard"], facets={"place": ["Harbour"]}),
        ]
    )
    results = index.search(
        "forest warden", audiences=EVERYONE, facets=["place"], filters={"place": ["Hill"]}
    )
    assert [hit.id for hit in results.hits] == ["role:a"]
    assert (results.total, results.facets) == (1, {"place": {"Harbour": 1, "Hill": 1}})


def test_exact_names_and_phrases_come_before_what_is_nearer(make_index):
    index = make_index(
        [
            role("near", "Waste collection driver", aliases=["Refuse collector", "Bin man"]),
            role("phrase", "Adviser on refuse collection contracts"),
            role("code", "Quite another thing", codes=["waste collection"]),
        ]
    )
    assert found(index, "refuse collection")[0] == "role:phrase"
    assert found(index, "refuse collector")[0] == "role:near"
    assert found(index, "waste collection")[0] == "role:code"


def test_a_part_of_the_name_of_a_skill_comes_first_where_it_is_most_of_it(make_index):
    index = make_index(
        [
            Document(id=f"skill:{id}", kind="skill", title=title, audience=EVERYONE)
            for id, title in (
                ("near", "Collecting refuse"),
                ("most", "Plan refuse collection"),
                ("part", "Negotiate contracts for refuse collection and recycling in the harbour"),
            )
        ]
    )
    assert found(index, "refuse collection")[:2] == ["skill:most", "skill:near"]
    assert found(index, '"refuse collection"')[-1] == "skill:near"


def test_builds_are_made_anew_for_another_table():
    """When this fails because the shipped table changed: raise store.FORMAT, and write it here."""
    assert (store.FORMAT, subwords.load().digest) == (4, 0x9B21ADF1)


# How the vectors are kept on disk.


@pytest.fixture
def folder(tmp_path):
    rebuild(tmp_path / "index", [REFUSE, LIBRARY, BOOKS, RANGER])
    return tmp_path / "index"


def files(folder):
    return sorted(store.current(folder).glob("*.near*"))


def test_a_change_encodes_only_what_is_new(folder, monkeypatch):
    index, seen = open_index(folder), []
    found(index, "warden")
    encode = subwords.Table.encode
    monkeypatch.setattr(
        subwords.Table, "encode", lambda table, texts: seen.extend(texts) or encode(table, texts)
    )
    index.apply([role("new", "Crane operator", aliases=["Docker"])])
    assert seen == ["crane operator", "docker"]
    assert len(files(folder)) == 2
    assert found(open_index(folder), "forest warden") == ["role:ranger"]


def test_files_go_with_their_segments(folder):
    index = open_index(folder)
    for number in range(30):
        index.apply([role(str(number), f"Clerk {number}")], ["role:ranger"])
    assert "role:ranger" not in found(index, "forest warden")
    segments = {file.stem for file in store.current(folder).glob("MAIN_*.seg")}
    assert {file.stem for file in files(folder)} == segments


def test_killed_before_the_file_was_written_nothing_is_missed(folder, monkeypatch):
    for file in files(folder):
        file.unlink()
    (store.current(folder) / "checks.json").write_text("{}")
    assert found(open_index(folder), "forest warden") == ["role:ranger"]
    monkeypatch.setattr(meaning, "_FEW", 0)  # as if there were too many to be encoded in passing
    index = open_index(folder)
    assert found(index, "forest warden") == []
    assert found(index, "rangers of the park") == ["role:ranger"]
    index.apply([role("other", "Other")])
    assert found(index, "forest warden") == ["role:ranger"]
    assert len(files(folder)) == 2


def test_a_file_cut_short_under_a_reader_does_no_harm(folder):
    index = open_index(folder)
    assert found(index, "forest warden") == ["role:ranger"]
    for file in files(folder):
        os.truncate(file, 80)
    assert found(index, "forest warden") == ["role:ranger"]
    with suppress(IndexProblem):  # whoever opens it says that it is damaged
        assert found(open_index(folder), "park")


def test_vectors_of_another_table_are_not_read(folder, monkeypatch):
    kit = meaning.tools()
    other = subwords.Table(kit.table.numbers, kit.table.scales * 2)
    assert other.digest != kit.table.digest
    monkeypatch.setattr(meaning, "tools", lambda: replace(kit, table=other))
    index = open_index(folder)
    assert found(index, "forest warden") == ["role:ranger"]
    index.apply([role("other", "Other")])
    assert len(files(folder)) == 3
    assert found(index, "forest warden") == ["role:ranger"]
