"""Many people share a word: so many are found and counted, whoever is meant comes first."""

from dataclasses import replace

from search_index import Document, open_index, rebuild
from search_index.saying import BOUNDED_FROM, MOST

FIRST = ("Ada", "Bo", "Cem", "Dina", "Eve", "Finn", "Gus", "Hal", "Ida", "Jo")


def people(number):
    for n in range(number):
        yield Document(
            id=f"person:{n}",
            kind="person",
            title=f"{FIRST[n % 10]} Family{n // 10}",
            aliases=["Permit officer" if n % 2 else "Gardener"],
            keywords=["Plain writing"],
            audience=("everyone",),
        )


def test_a_word_that_many_share_finds_so_many_and_says_that_there_are_more(tmp_path):
    rebuild(tmp_path, people(BOUNDED_FROM))
    index = open_index(tmp_path)

    def found(text):
        return index.search(text, kinds=["person"], audiences=("everyone",), limit=3)

    many = found("permit officer")
    assert not many.exact_total
    assert MOST <= many.total < BOUNDED_FROM / 2
    assert all(hit.highlights["alias"] for hit in many.hits)
    assert found("family77").exact_total
    assert {hit.title for hit in found("officer family77").hits[:3]} <= {
        f"{name} Family77" for name in FIRST[1::2]
    }
    assert found("eve family123").hits[0].title == "Eve Family123"
    assert found("permit officer eve family123").hits[0].title == "Eve Family123"


def test_below_the_bound_counts_are_exact(tmp_path):
    rebuild(tmp_path, people(BOUNDED_FROM - 1))
    results = open_index(tmp_path).search("officer", kinds=["person"], audiences=("everyone",))
    assert results.exact_total
    assert results.total == (BOUNDED_FROM - 1) // 2


def test_of_many_who_are_hidden_nothing_shows(tmp_path):
    hidden = [replace(one, audience=("hr",)) for one in people(BOUNDED_FROM)]
    seen = list(people(BOUNDED_FROM + 200))[BOUNDED_FROM:]
    rebuild(tmp_path, [*hidden, *seen])
    results = open_index(tmp_path).search("officer", kinds=["person"], audiences=("everyone",))
    assert (results.total, results.exact_total) == (100, True)


def test_only_who_may_be_found_counts_toward_the_bound(tmp_path):
    hidden = [
        replace(one, audience=("hr",)) if n % 4 == 1 else one
        for n, one in enumerate(people(BOUNDED_FROM))
    ]
    rebuild(tmp_path, hidden)
    index = open_index(tmp_path)
    for gone in (set(), {f"person:{n}" for n in range(3, 40, 4)}):
        index.apply(remove=gone)
        found = index.search("officer", kinds=["person"], audiences=("everyone",), limit=1_000)
        numbers = {int(hit.id.removeprefix("person:")) for hit in found.hits}
        assert {number % 4 for number in numbers} == {3}
        assert not {f"person:{number}" for number in numbers} & gone
        assert (found.total, found.exact_total) == (MOST, False)
    enough = (BOUNDED_FROM // 4 - MOST) * 4
    index.apply(remove={f"person:{n}" for n in range(3, enough, 4)})
    found = index.search("officer", kinds=["person"], audiences=("everyone",))
    assert (found.total, found.exact_total) == (MOST, True)
