"""What only an index in a database can do: written with the data, by many, read meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, event, text

from search_index import Document, IndexDamaged, IndexMissing, Query, meaning, postgresql
from search_index.postgresql import finding, listing, names, suggest
from search_index.postgresql.writing import write
from tests.racing import at_once
from tests.search_index.conftest import EVERYONE, role


def found(index, typed="", **more) -> list[str]:
    return [hit.id for hit in index.search(typed, audiences=EVERYONE, **more).hits]


def clerks(many: int, what: str = "Clerk") -> list[Document]:
    facets = {"family": ["Office"]}
    return [
        role(str(i), f"{what} number {i}", aliases=[f"Scribe {i}"], facets=facets)
        for i in range(many)
    ]


def counts(engine) -> list[list[tuple]]:
    """Everything that is counted, to be compared with what a new build counts."""
    asked = (
        "SELECT stem, kind, names, texts FROM index_stem",
        "SELECT word, kind, stem, length, letters, names FROM index_word",
        "SELECT kind, field, audience, value, documents FROM index_count",
        "SELECT kind, name, documents FROM index_name",
    )
    with engine.connect() as connection:
        serving = " WHERE build = (SELECT number FROM index_build WHERE serving = 1)"
        return [sorted(map(tuple, connection.execute(text(one + serving)))) for one in asked]


def test_what_is_written_belongs_to_the_transaction(tables, postgres_index):
    index = postgres_index(clerks(3))
    before = index.generation
    with tables.connect() as connection:
        postgresql.write(connection, [role("p", "Harbour pilot")], ["role:1"])
        assert found(index, "harbour") == []
        connection.rollback()
    assert found(index, "harbour") == []
    assert index.generation == before
    with tables.begin() as connection:
        postgresql.write(connection, [role("p", "Harbour pilot")], ["role:1"])
    assert found(index, "harbour") == ["role:p"]
    assert index.ids() == {"role:0", "role:2", "role:p"}


def test_writers_at_once_lose_nothing_and_count_right(tables, postgres_index):
    index = postgres_index(clerks(5))

    def change(number: int) -> None:
        for turn in range(4):
            own = role(f"own{number}", f"Gardener {number} turn {turn}")
            index.apply([own, role("0", f"Shared {number} turn {turn}")], [f"role:{number + 1}"])

    assert at_once([lambda number=number: change(number) for number in range(4)]) == [None] * 4
    assert index.ids() == {"role:0", *(f"role:own{n}" for n in range(4))}
    assert found(index, "turn 3 gardener 2")[0] == "role:own2"
    counted = counts(tables)
    titles = {hit.id: hit.title for hit in index.search(audiences=EVERYONE).hits}
    postgres_index([role(key.partition(":")[2], title) for key, title in titles.items()])
    assert counts(tables) == counted


def test_what_is_counted_after_changes_is_what_a_new_build_counts(tables, postgres_index, roles):
    index = postgres_index(roles)
    changed = role("driver", "Tram driver", aliases=["Conductor"], facets={"family": ["Rail"]})
    index.apply([changed, role("x", "Y", audience=["hr"])], ["role:planner", "role:secret"])
    counted = counts(tables)
    left = [one for one in roles if one.id not in ("role:driver", "role:planner", "role:secret")]
    postgres_index([*left, changed, role("x", "Y", audience=["hr"])])
    assert counts(tables) == counted


def test_the_words_of_what_is_removed_leave_every_table(tables, postgres_index):
    index = postgres_index(
        [role("a", "Xylograph keeper", body="zymurgy", codes=["QX-99"]), *clerks(2)]
    )
    index.apply(remove=["role:a"])
    with tables.connect() as connection:
        for table in ("index_document", "index_stem", "index_word", "index_name", "index_count"):
            for row in connection.execute(text(f"TABLE {table}")):
                assert not any(word in str(row) for word in ("xylograph", "zymurg", "Xylograph")), (
                    table
                )


def test_changes_made_during_a_build_are_in_it(tables, postgres_index):
    index = postgres_index(clerks(450))

    def documents():
        for number, one in enumerate(clerks(450, "Builder")):
            if number == 250:  # one that is in the new build already, one that is not yet
                index.apply([role("3", "Fresh three"), role("449", "Fresh last")])
                index.apply(remove=["role:4", "role:448"])
            yield one

    assert postgresql.rebuild(tables, documents()) == 448
    assert set(found(index, "fresh")[:2]) == {"role:449", "role:3"}
    assert not {"role:4", "role:448"} & index.ids()
    assert index.search("builder", audiences=EVERYONE).total == 446


def test_what_is_written_while_the_build_writes_the_same_is_counted_once(tables, postgres_index):
    index = postgres_index(clerks(3))
    writers = []

    def come_between(_connection, _cursor, statement, *_):
        if "DO NOTHING RETURNING" in statement and not writers:
            change = [role("1", "Gardener")]
            writers.append(threading.Thread(target=lambda: index.apply(put=change)))
            writers[0].start()
            writers[0].join(0.5)

    event.listen(tables, "after_cursor_execute", come_between)
    try:
        postgresql.rebuild(tables, clerks(3))
    finally:
        event.remove(tables, "after_cursor_execute", come_between)
        writers[0].join()
    assert found(index, "gardener") == ["role:1"]
    after = counts(tables)
    postgresql.rebuild(tables, [*clerks(1), role("1", "Gardener"), clerks(3)[2]])
    assert counts(tables) == after


def test_readers_see_one_build_whole_while_others_take_its_place(tables, postgres_index):
    index = postgres_index(clerks(60))
    wrong, stop = [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            result = index.search("clerk", audiences=EVERYONE, facets=["family"], limit=60)
            told = (result.total, len(result.hits), result.facets["family"]["Office"])
            if told != (60, 60, 60) or len(index.suggest("cl", EVERYONE)) != 8:
                wrong.append(told)

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read) for _ in range(3)]
        for _ in range(5):
            postgresql.rebuild(tables, clerks(60))
            index.apply([clerks(60)[7]])
        stop.set()
    assert [one.result() for one in reading] == [None] * 3
    assert wrong == []


def test_builds_at_once_wait_for_each_other(tables, postgres_index):
    index = postgres_index(clerks(3))
    assert at_once([lambda: postgresql.rebuild(tables, clerks(30))] * 3) == [30] * 3
    assert len(index.ids()) == 30
    with tables.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM index_build")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM index_document")).scalar_one() == 30


def test_a_build_that_fails_leaves_the_old_one_and_nothing_of_its_own(tables, postgres_index):
    index = postgres_index(clerks(3))

    def broken():
        yield from clerks(300, "Half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        postgresql.rebuild(tables, broken())
    assert found(index, "half") == []
    with tables.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM index_document")).scalar_one() == 3


def test_beyond_the_bound_the_best_are_ranked_and_it_is_said(postgres_index, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 40)
    monkeypatch.setattr(finding, "_NEAREST", 5)
    monkeypatch.setattr(listing, "MOST", 40)
    crowd = [
        role(
            str(i), f"Clerk of ward {i}", facets={"level": [str(i % 3)], "hall": [f"Hall {i % 2}"]}
        )
        for i in range(150)
    ]
    index = postgres_index(
        [*crowd, role("best", "Ward clerk"), role("code", "Other", codes=["clerk"])]
    )
    result = index.search("ward clerk", audiences=EVERYONE, facets=["level"])
    assert (result.hits[0].id, result.total, result.exact_total) == ("role:best", 40, False)
    assert sum(result.facets["level"].values()) <= 40
    assert found(index, "clerk")[0] == "role:code"
    assert found(index, "clerk ward 77")[0] == "role:77"
    few = index.search(
        "clerk", audiences=EVERYONE, filters={"level": ["1"]}, facets=["level", "hall"]
    )
    assert (few.total, few.exact_total) == (40, False)
    assert set(few.facets["level"]) == {"0", "1", "2"}
    listed = index.search(audiences=EVERYONE, filters={"hall": ["Hall 1"]}, facets=["hall"])
    assert (listed.total, listed.exact_total) == (40, False)
    assert listed.facets["hall"] == {"Hall 0": 75, "Hall 1": 75}
    assert index.search(audiences=EVERYONE).total == 152


def test_without_tables_or_a_build_it_says_so(tables, postgres_index):
    index = postgres_index(clerks(1))
    with tables.begin() as connection:
        connection.execute(text("UPDATE index_build SET format = 0"))
    with pytest.raises(IndexDamaged):
        index.search("clerk", audiences=EVERYONE)
    with tables.begin() as connection:
        connection.execute(text("DELETE FROM index_build"))
    with pytest.raises(IndexMissing):
        postgresql.open_index(tables)
    with pytest.raises(IndexMissing):
        index.apply([role("a", "A")])
    with tables.begin() as connection:
        connection.execute(text("ALTER TABLE index_build RENAME TO away"))
    try:
        with pytest.raises(IndexDamaged):
            postgresql.open_index(tables)
    finally:
        with tables.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO index_build"))


def test_names_near_in_meaning_are_read_from_a_file_of_the_machine(tables, tmp_path, monkeypatch):
    if meaning.tools() is None:
        pytest.skip("there is no numpy, or no table")
    monkeypatch.setattr(names, "_FEW", 20)
    drivers = role("bin", "Refuse truck operator", aliases=["Garbage collector"])
    postgresql.rebuild(tables, [*clerks(40), drivers])
    first = postgresql.open_index(tables, tmp_path)
    assert "role:bin" not in found(first, "bin lorry driver"), "words alone, until the file is read"
    first._names._reading.join(20)
    assert found(first, "bin lorry driver")[0] == "role:bin"
    assert first.search("bin lorry driver", audiences=EVERYONE).hits[0].found_in == "meaning"

    second = postgresql.open_index(tables, tmp_path)
    second.apply([role("hgv", "Lorry chauffeur")], ["role:bin"])
    for index in (first, second):
        assert found(index, "truck driver")[0] == "role:hgv", "written since the file was"
        assert "role:bin" not in found(index, "bin lorry driver")
    secret = role("h", "Bin lorry driver", audience=["hr"])
    second.apply([secret])
    assert "role:h" not in found(first, "bin lorry driver")

    file = next(tmp_path.glob("names-*.near*"))
    file.write_bytes(file.read_bytes()[:-50])
    third = postgresql.open_index(tables, tmp_path)
    found(third, "truck driver")
    third._names._reading.join(20)
    assert found(third, "truck driver")[0] == "role:hgv", "a spoilt file is written again"


def test_names_are_completed_from_the_file_and_what_was_written_since(
    tables, tmp_path, monkeypatch
):
    if meaning.tools() is None:
        pytest.skip("there is no numpy, or no table")
    monkeypatch.setattr(names, "_FEW", 20)
    pilots = role("pilot", "Harbour pilot", aliases=["Sea pilot of the harbour", "Pilot"])
    hidden = role("h", "Harbour spy", aliases=["Spy of the sea"], audience=["hr"])
    postgresql.rebuild(tables, [*clerks(40), pilots, hidden])
    asked = ("har", "pil", "sea", "of the", "harbour sea", "harb pilot", "spy", "clerk numb")
    by_words = postgresql.open_index(tables, tmp_path / "none")
    monkeypatch.setattr(by_words._names, "_follow", lambda *_: None)
    index = postgresql.open_index(tables, tmp_path)
    suggested(index, "pilot")
    index._names._reading.join(20)

    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(tables, "before_cursor_execute", note)
    try:
        for typed in asked:
            assert suggested(index, typed) == suggested(by_words, typed), typed
        statements.clear()
        assert suggested(index, "harbour sea") == ["Sea pilot of the harbour"]
        assert not any("index_word" in one for one in statements), "from the file"
    finally:
        event.remove(tables, "before_cursor_execute", note)
    assert [one.id for one in index.suggest("spy", {"hr"})] == ["role:h"]
    assert len(suggested(index, "s")) == 8
    assert suggested(index, "clerk number 39")[0] == "Clerk number 39"

    index.apply([role("new", "Harbour master", aliases=["Head of the harbour"])], ["role:pilot"])
    assert suggested(index, "harb") == ["Harbour master"]
    assert suggested(index, "of the harb") == ["Head of the harbour"]
    assert suggested(index, "harbour head") == ["Head of the harbour"]
    assert suggested(index, "pilot") == []


def test_names_of_the_file_are_not_read_again_whoever_was_writing_meanwhile(
    tables, tmp_path, monkeypatch
):
    if meaning.tools() is None:
        pytest.skip("there is no numpy, or no table")
    monkeypatch.setattr(names, "_FEW", 20)
    with tables.connect() as slow:
        slow.execute(text("SELECT pg_current_xact_id()"))  # begins before all names are written
        postgresql.rebuild(tables, clerks(40))
        index = postgresql.open_index(tables, tmp_path)
        suggested(index, "clerk")
        index._names._reading.join(20)
        assert len(suggested(index, "clerk")) == 8
        held = index._names._held
        assert held.base
        assert not held.fresh
        write(slow, [role("late", "Clerk of the works")], [])
        slow.commit()
    assert suggested(index, "clerk of") == ["Clerk of the works"]
    assert [*held.fresh["role"]] == ["clerk of the works"]


def test_many_names_that_are_hidden_do_not_hide_the_others(tables, tmp_path, monkeypatch):
    if meaning.tools() is None:
        pytest.skip("there is no numpy, or no table")
    secret = [role(f"s{i}", f"Chief keeper {i}", audience=["hr"]) for i in range(120)]
    postgresql.rebuild(tables, [*secret, role("open", "Head keeper of the long gallery")])
    index = postgresql.open_index(tables, tmp_path)
    assert suggested(index, "keeper") == ["Head keeper of the long gallery"]
    assert suggested(index, "kee gal") == ["Head keeper of the long gallery"]
    assert len(index.suggest_of_each("keeper", {"role": {"hr"}, "person": EVERYONE})["role"]) == 8


def test_what_is_nearly_spelt_so_is_found_behind_nearer_names_that_are_hidden(
    tables, postgres_index
):
    if meaning.tools() is None:
        pytest.skip("there is no numpy, or no table")
    secret = [role(f"s{i}", f"Firework master {i}", audience=["hr"]) for i in range(16)]
    index = postgres_index([*secret, role("open", "Organiser of firework evenings")])
    assert suggested(index, "firewok") == ["Organiser of firework evenings"]
    of_all = [one.text for one in index.suggest("firewok", {"hr", *EVERYONE})]
    assert len(of_all) == 8
    assert "Organiser of firework evenings" not in of_all


def test_several_queries_see_one_state_of_the_tables(tables, postgres_index):
    index = postgres_index(clerks(3))
    queries = [Query(one, ["role"], EVERYONE) for one in ("clerk", "number", "", "nothing")]

    def changing():
        for number, query in enumerate(queries):
            write_alone(tables, role(f"new{number}", f"Clerk number new {number}"))
            yield query

    assert [found.total for found in index.run_all(changing())] == [3, 3, 3, 0]
    assert [index.run(query).total for query in queries] == [7, 7, 7, 0]


def write_alone(tables, document):
    with tables.begin() as connection:
        write(connection, [document], [])


def test_an_index_made_with_another_table_says_so(tables, postgres_index):
    if meaning.tools() is None:
        pytest.skip("there is no numpy, or no table")
    index = postgres_index(clerks(3))
    assert not index.outdated
    with tables.begin() as connection:
        connection.execute(text("UPDATE index_build SET stamp = 'older'"))
    assert index.outdated
    assert found(index, "clerk 2")[0] == "role:2", "by words alone"
    index.apply([role("x", "Gardener")])
    assert found(index, "gardener") == ["role:x"]


def test_a_statement_that_is_asked_often_is_planned_once(tables, postgres_index):
    postgres_index(clerks(30))
    engine = create_engine(tables.url, pool_size=1, max_overflow=0)
    index = postgresql.open_index(engine)
    for number in range(12):
        assert suggested(index, f"clerk number {number}")
        assert found(index, f"clerk {number}", limit=5)
    with engine.connect() as connection:
        prepared = connection.execute(text("SELECT generic_plans FROM pg_prepared_statements"))
        assert sum(used > 2 for (used,) in prepared) >= 5
    engine.dispose()


def suggested(index, typed):
    return [one.text for one in index.suggest(typed, EVERYONE)]


def test_what_stands_in_too_many_names_leads_to_what_stands_in_fewer(postgres_index, monkeypatch):
    monkeypatch.setattr(meaning, "tools", lambda: None)  # names are not known here
    listed = ("Cook and baker", "Nurse and carer", "Painter and glazier", "Senior Android tester")
    index = postgres_index([role(str(number), name) for number, name in enumerate(listed)])
    assert len(suggested(index, "and")) == 4
    monkeypatch.setattr(suggest, "_TOO_FREQUENT", 2)
    assert suggested(index, "and") == ["Senior Android tester"]
    # Beside another word it narrows, and costs little.
    assert suggested(index, "nurse and") == ["Nurse and carer"]
    assert suggested(index, "carer and") == ["Nurse and carer"]


def test_a_word_is_completed_by_the_frequent_first_until_enough_have_it(
    postgres_index, monkeypatch
):
    monkeypatch.setattr(meaning, "tools", lambda: None)
    listed = ("Head gardener", "Deputy gardener", "Chief gardener", "School garbage sorter")
    index = postgres_index([role(str(number), name) for number, name in enumerate(listed)])
    assert len(suggested(index, "gar")) == 4
    monkeypatch.setattr(suggest, "_MOST_NAMED", 3)
    assert sorted(suggested(index, "gar")) == ["Chief gardener", "Deputy gardener", "Head gardener"]
    assert len(suggested(index, "garb")) == 1
