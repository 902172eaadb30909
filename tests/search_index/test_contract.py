"""What every search index does, whatever it is made of. Written against the protocol alone."""

from itertools import pairwise

import pytest

from search_index import Document, Query
from tests.search_index.conftest import EVERYONE, role


@pytest.fixture
def index(make_index, roles):
    return make_index(roles)


def found(index, text="", audiences=EVERYONE, **more) -> list[str]:
    return [hit.id for hit in index.search(text, audiences=audiences, **more).hits]


def test_a_title_is_found_by_any_of_its_words_in_any_case(index):
    assert found(index, "BUS")[0] == "role:driver"
    assert found(index, "driver of a bus")[0] == "role:driver"


def test_any_word_will_do_but_more_of_them_come_first(index):
    assert found(index, "transit planner")[:2] == ["role:planner", "role:driver"]


def test_what_makes_a_sentence_is_not_looked_for(make_index):
    listener = role("listener", "Listener", body="For someone who wants to be where they are heard")
    index = make_index([role("fitter", "Pipe fitter"), listener])
    assert found(index, "someone who fits pipes") == ["role:fitter"]
    assert found(index, "I want to be where pipes are") == found(index, "to pipes are")
    assert found(index, "someone") == ["role:listener"]


def person(name: str, title: str, **more) -> Document:
    return Document(f"person:{name}", "person", title, audience=["everyone"], **more)


def test_words_that_make_a_sentence_are_names_where_people_are_searched(make_index):
    index = make_index(
        [
            person("he", "He Wei"),
            person("bo", "Bo Wei", body="Ask me what he and you want from her."),
            person("you", "You Tran"),
            person("her", "Her Lee"),
            person("an", "An Ho"),
            role("wei", "Weigher"),
            role("tran", "Tram driver", body="He drives you."),
        ]
    )
    for typed, first in {"He Wei": "he", "wei he": "he", "You T": "you", "her lee": "her"}.items():
        assert found(index, typed, kinds=["person"])[0] == f"person:{first}", typed
        assert found(index, typed)[0] == f"person:{first}", typed
    assert found(index, "an ho", kinds=["person"])[0] == "person:an"
    hits = index.search("he weighs", audiences=EVERYONE, kinds=["person"]).hits
    assert [hit.id for hit in hits][:1] == ["person:he"]
    # Nobody is found for having such a word in a text, nor a role for it at all.
    assert "person:bo" not in found(index, "you from", kinds=["person"])[:1]
    assert found(index, "who wants you tram", kinds=["role"]) == found(
        index, "wants tram", kinds=["role"]
    )
    assert index.search("he wei", audiences=EVERYONE, kinds=["person"]).did_you_mean is None


def test_word_forms_meet(index):
    assert "role:planner" in found(index, "planning")
    assert "role:driver" in found(index, "drivers")
    assert "role:driver" in found(index, "passenger")


def test_accents_and_sharp_s_do_not_matter(make_index):
    index = make_index([role("a", "Résumé editor"), role("b", "Straßenplaner"), role("c", "Øre")])
    assert found(index, "resume") == ["role:a"]
    assert found(index, "STRASSENPLANER") == ["role:b"]
    assert found(index, "ore") == ["role:c"]


@pytest.mark.parametrize("language", ["C++", "c#", ".NET", "R", "SQL"])
def test_languages_with_signs_or_one_letter_are_words(index, language):
    assert found(index, language)[0] == "role:developer"


def test_other_scripts_are_found(make_index):
    index = make_index(
        [
            role("ja", "公園管理者"),
            role("hi", "बस चालक"),
            role("ar", "سائق حافلة"),
            role("ko", "사서"),
        ]
    )
    for name, text in [("ja", "管理"), ("hi", "चालक"), ("ar", "حافلة"), ("ko", "사서")]:
        assert found(index, text) == [f"role:{name}"]


def test_the_exact_title_alias_or_code_comes_first(make_index):
    crowd = [
        role(str(i), f"Analyst {i}", aliases=["Data analyst", "Senior analyst", "Chief analyst"])
        for i in range(30)
    ]
    exact = [
        role("title", "Analyst", body="x " * 3000),
        role("alias", "Quite another thing", aliases=["Head analyst", "Knower"]),
        role("code", "Third thing", codes=["AN-7 analyst"]),
    ]
    index = make_index(crowd + exact)
    assert found(index, "analyst")[0] == "role:title"
    assert found(index, "head  ANALYST")[0] == "role:alias"
    assert found(index, "an-7 Analyst")[0] == "role:code"


def test_a_code_is_found_in_full_and_not_in_part(index):
    result = index.search("53-3052.00", audiences=EVERYONE)
    assert [(hit.id, hit.found_in) for hit in result.hits] == [("role:driver", "code")]
    assert found(index, "3052") == []


def test_a_title_that_is_a_code_too_is_found_in_the_title(make_index):
    index = make_index([role("it", "Accountant", codes=["accountant"])])
    (hit,) = index.search("accountant", audiences=EVERYONE).hits
    assert hit.found_in == "title"


def test_the_last_word_may_be_unfinished(index):
    assert found(index, "libr") == ["role:librarian"]
    assert found(index, "bus dri")[0] == "role:driver"


@pytest.mark.parametrize("slip", ["librarain", "libarian", "librrarian", "lybrarian"])
def test_a_slip_of_the_hand_is_forgiven_and_named(index, slip):
    result = index.search(slip, audiences=EVERYONE)
    assert result.hits[0].id == "role:librarian"
    assert result.did_you_mean == "librarian"
    assert result.corrected == {slip: "librarian"}


def test_did_you_mean_keeps_the_other_words_as_typed(index):
    assert index.search("The BUS, drivr!", audiences=EVERYONE).did_you_mean == "The BUS, driver!"


def test_did_you_mean_is_silent_when_the_words_exist(index):
    assert index.search("bus driver", audiences=EVERYONE).did_you_mean is None


WORDS = ("sea", "cash", "flood", "store", "police", "cook", "gas")
NEAR_THEM = ("See", "Case", "Food", "Story", "Policy", "Cool", "GIS")


@pytest.mark.parametrize("word", WORDS)
def test_a_short_word_is_not_taken_for_another_near_it(make_index, word):
    index = make_index([role(one, f"{one} worker") for one in NEAR_THEM])
    result = index.search(word, audiences=EVERYONE)
    assert (result.did_you_mean, result.corrected) == (None, {})
    assert not any(near.found_in == "title" for near in result.hits)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("bsu", "bus"), ("nruse", "nurse"), ("safty", "safety"), ("budjet", "budget")],
)
def test_a_slip_in_a_short_word_is_one(make_index, slip, meant):
    index = make_index([role("one", f"{meant} worker")])
    assert index.search(slip, audiences=EVERYONE).did_you_mean == meant


def test_a_word_of_another_kind_is_no_slip(make_index):
    skill = Document(id="skill:one", kind="skill", title="Clearing snow", audience=["everyone"])
    named = Document(id="person:one", kind="person", title="Ida Meyer", audience=["everyone"])
    index = make_index([role("one", "Cleaning meter reader"), skill, named])
    assert found(index, "cleaning", kinds=["skill"]) == []
    assert found(index, "meter", kinds=["person"]) == []
    assert found(index, "claering", kinds=["skill"]) == ["skill:one"]


def test_a_name_that_was_heard_is_found_and_not_asked_back(make_index):
    named = Document(id="person:one", kind="person", title="Ida Olsen", audience=["everyone"])
    works = Document(
        id="person:two", kind="person", title="Bo Berg", aliases=["Team leader"],
        audience=["everyone"],
    )  # fmt: skip
    index = make_index([named, works, role("one", "Team leader")])
    heard = index.search("olson", audiences=EVERYONE, kinds=["person"])
    assert ([hit.id for hit in heard.hits], heard.did_you_mean) == (["person:one"], None)
    assert found(index, "tram", kinds=["person"]) == []


def test_nothing_is_found_for_what_nothing_says(index):
    result = index.search("quantum xylophone", audiences=EVERYONE, facets=["family"])
    assert (result.hits, result.total, result.facets) == ((), 0, {"family": {}})


def test_no_text_lists_everything_by_title(index):
    assert found(index, kinds=["role"]) == [
        "role:driver",
        "role:developer",
        "role:librarian",
        "role:planner",
    ]
    assert found(index, " \t.,") == found(index)


def test_a_text_can_be_listed_by_title_too(index):
    result = index.search("planner transit librarian", audiences=EVERYONE, sort="title")
    assert [hit.title for hit in result.hits] == ["Bus driver", "Librarian", "Transit planner"]


def test_kinds_are_searched_apart_or_together(index):
    assert found(index, "python", kinds=["skill"]) == ["skill:python"]
    assert found(index, "python", kinds=["role"]) == ["role:planner"]
    assert set(found(index, "python")) == {"skill:python", "role:planner"}
    assert found(index, "python", kinds=[]) == []
    assert found(index, "python", kinds=["unheard-of"]) == []


def test_only_the_audience_finds_counts_and_is_suggested(index):
    for text in ("zeppelin", "zepelin", "airship", "", "captain"):
        result = index.search(text, audiences=EVERYONE, facets=["family"])
        assert "role:secret" not in [hit.id for hit in result.hits]
        assert "Aviation" not in result.facets["family"]
        assert "zeppelin" not in (result.did_you_mean or "")
    assert index.suggest("zepp", EVERYONE) == []
    assert found(index, "zeppelin", audiences={"hr"}) == ["role:secret"]
    assert [one.id for one in index.suggest("zepp", {"everyone", "hr"})] == ["role:secret"]
    assert index.search("zepelin", audiences={"hr"}).did_you_mean == "zeppelin"


def test_who_has_no_audience_finds_nothing(index):
    assert index.search("", audiences=()).total == 0
    assert index.search("bus", audiences=()).total == 0
    assert index.suggest("b", ()) == []


def test_a_document_without_audience_is_found_by_nobody(make_index):
    index = make_index([role("a", "Bus driver", audience=[])])
    assert found(index, "bus", audiences={"everyone", ""}) == []


def test_filters_narrow_values_widen(index):
    assert set(found(index, filters={"family": {"Transit"}})) == {"role:driver", "role:planner"}
    assert found(index, filters={"family": {"Transit"}, "location": {"Hill"}}) == ["role:driver"]
    assert len(found(index, filters={"family": {"Transit", "Libraries"}})) == 3
    assert found(index, filters={"family": {"Unheard of"}}) == []
    assert len(found(index, filters={"family": set()})) == len(found(index))


def test_a_facet_is_counted_without_its_own_filter(index):
    result = index.search(
        audiences=EVERYONE,
        kinds=["role"],
        filters={"family": {"Libraries"}},
        facets=["family", "location"],
    )
    assert result.total == 1
    assert result.facets["family"] == {"Transit": 2, "Digital": 1, "Libraries": 1}
    assert result.facets["location"] == {"Hill": 1}


def test_a_chosen_value_stays_in_the_list_when_nothing_is_left(index):
    result = index.search(
        "bus", audiences=EVERYONE, filters={"family": {"Digital"}}, facets=["family", "none"]
    )
    assert result.total == 0
    assert result.facets["family"]["Digital"] == 0
    assert result.facets["none"] == {}


def test_pages_follow_each_other_without_overlap(make_index):
    index = make_index([role(f"{i:03}", f"Clerk grade {i % 7}") for i in range(95)])
    for text in ("clerk", "", "clerk grade 3"):
        pages = [found(index, text, offset=at, limit=10) for at in range(0, 110, 10)]
        flat = [one for page in pages for one in page]
        assert len(flat) == len(set(flat)) == 95
        assert index.search(text, audiences=EVERYONE, offset=90).total == 95
        assert pages[-1] == []


def test_a_run_query_and_a_search_are_the_same(index):
    query = Query("transit", audiences=EVERYONE, facets=["family"], limit=1)
    assert index.run(query) == index.search(
        "transit", audiences=EVERYONE, facets=["family"], limit=1
    )


def test_hits_show_why_in_plain_pieces(index):
    hit = index.search("transit operators", audiences=EVERYONE).hits[0]
    assert (hit.id, hit.kind, hit.title, hit.found_in) == (
        "role:driver",
        "role",
        "Bus driver",
        "alias",
    )
    assert hit.highlights["title"] == (("Bus driver", False),)
    assert hit.highlights["alias"] == (("Transit", True), (" ", False), ("operator", True))
    keyword = index.search("defensive", audiences=EVERYONE).hits[0]
    assert keyword.found_in == "keyword"
    assert keyword.highlights["keywords"] == (("Defensive", True), (" driving", False))
    text = index.search("weathers", audiences=EVERYONE).hits[0]
    assert text.found_in == "text"
    assert ("weathers", True) in text.highlights["text"]
    assert "".join(piece for piece, _ in text.highlights["text"]).startswith("Drives passengers")


def test_markup_in_a_document_stays_text(make_index):
    index = make_index([role("a", "<script>alert(1)</script> & co", body="<b>bus</b>")])
    hit = index.search("alert", audiences=EVERYONE).hits[0]
    joined = "".join(piece for piece, _ in hit.highlights["title"])
    assert joined == "<script>alert(1)</script> & co"
    assert ("alert", True) in hit.highlights["title"]


def test_a_long_body_is_shown_where_it_matches(make_index):
    index = make_index([role("a", "Clerk", body="word " * 400 + "needle in hay " + "word " * 400)])
    passage = index.search("needle", audiences=EVERYONE).hits[0].highlights["text"]
    assert ("needle", True) in passage
    assert passage[0][0].startswith("… ")
    assert sum(len(piece) for piece, _ in passage) < 300


def test_suggestions_begin_as_typed_titles_first(index):
    assert [(one.text, one.id) for one in index.suggest("tra", EVERYONE)] == [
        ("Transit planner", "role:planner"),
        ("Transit operator", "role:driver"),
    ]


def test_suggestions_begin_with_any_word_and_in_any_order(index):
    assert [one.text for one in index.suggest("driv", EVERYONE)] == ["Bus driver"]
    assert [one.text for one in index.suggest("driver bu", EVERYONE)] == ["Bus driver"]
    assert [one.text for one in index.suggest("MÉDIA spec", EVERYONE)] == ["Media Specialist"]
    assert [one.id for one in index.suggest("py", EVERYONE, kinds=["role"])] == []
    assert [one.id for one in index.suggest("py", EVERYONE, kinds=["skill"])] == ["skill:python"]


def test_suggestions_are_few_different_and_empty_for_nothing(make_index):
    index = make_index(
        [role(str(i), f"Clerk {i}", aliases=[f"Clerk of {i}", "Clerk"]) for i in range(50)]
    )
    suggested = index.suggest("cle", EVERYONE, limit=8)
    assert len(suggested) == 8
    assert len({one.id for one in suggested}) == len({one.text for one in suggested}) == 8
    assert index.suggest("", EVERYONE) == index.suggest("   ", EVERYONE) == []
    assert index.suggest("cle", EVERYONE, limit=0) == []


def test_a_name_is_suggested_once_however_it_is_spelt(make_index):
    index = make_index([role("one", "Café manager"), role("other", "Cafe Manager")])
    assert len(index.suggest("caf", EVERYONE)) == 1


def test_a_put_document_is_found_and_replaces_its_former_self(index):
    before = index.generation
    index.apply([role("driver", "Tram conductor", aliases=["Streetcar operator"])])
    assert index.generation != before
    assert found(index, "tram") == ["role:driver"]
    assert "role:driver" not in found(index, "bus coach passengers harbour 53-3052.00")
    assert found(index, "53-3052.00") == []
    assert [one.text for one in index.suggest("co", EVERYONE)] == ["Tram conductor"]
    assert index.suggest("bus", EVERYONE) == []
    assert found(index).count("role:driver") == 1


def test_a_removed_document_is_gone_for_good(index):
    index.apply(remove=["role:driver", "role:never-was"])
    for other in range(12):  # merges of segments must not bring it back
        index.apply([role(f"new{other}", f"Gardener {other}")])
        assert "role:driver" not in found(index, "bus driver coach operator")
        assert "role:driver" not in found(index, limit=100)
        assert index.suggest("bus", EVERYONE) == []
        assert index.search("bus drivr", audiences=EVERYONE).did_you_mean is None
    assert index.search(audiences=EVERYONE, facets=["family"]).facets["family"]["Transit"] == 1
    assert "role:driver" not in index.ids("role")


def test_of_one_id_in_a_batch_the_last_counts_and_removal_wins(index):
    index.apply(
        [role("a", "First self"), role("a", "Second self"), role("b", "Not to be")],
        remove=["role:b"],
    )
    assert found(index, "self") == ["role:a"]
    assert found(index, "first") == []
    assert found(index, "not to be") == []


def test_an_empty_batch_changes_nothing(index):
    before = index.generation
    index.apply()
    assert index.generation == before


def test_ids_are_those_put_and_not_removed(index):
    assert index.ids("skill") == {"skill:python"}
    index.apply([role("x", "X")], ["role:driver"])
    assert index.ids() == {
        "role:x",
        "role:planner",
        "role:librarian",
        "role:developer",
        "role:secret",
        "skill:python",
    }


def test_an_empty_index_answers(make_index):
    index = make_index([])
    assert found(index, "bus") == found(index) == []
    assert index.suggest("bus", EVERYONE) == []
    assert index.ids() == set()
    index.apply([role("a", "Bus driver")])
    assert found(index, "bus") == ["role:a"]


def test_a_document_of_bare_minimum_is_fine(make_index):
    index = make_index(
        [Document("role:a", "role", ""), role("b", "???"), role("c", "", aliases=["Bus"])]
    )
    assert found(index) == ["role:b", "role:c"]
    assert found(index, "bus") == ["role:c"]


def test_the_better_fit_scores_higher(index):
    hits = index.search("transit planner routes", audiences=EVERYONE).hits
    assert all(one.score >= other.score for one, other in pairwise(hits))
