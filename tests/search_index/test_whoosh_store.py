"""The Whoosh index on disk: swaps under readers, damage, locks, and being killed."""

import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import search_index
from search_index import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexProblem,
    answer,
    facets,
    journal,
    open_index,
    orders,
    rebuild,
    store,
    tidy,
    view,
)
from tests.search_index.conftest import EVERYONE, role

SOURCE = Path(search_index.__file__).parent


def found(index, text="", **more) -> list[str]:
    return [hit.id for hit in index.search(text, audiences=EVERYONE, **more).hits]


def clerks(count: int, title: str = "Clerk"):
    return (role(str(number), f"{title} {number}") for number in range(count))


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "index"


def test_no_reader_is_refreshed_in_place():
    """In every Whoosh after 2.7.4 a refreshed reader brings removed documents back."""
    banned = re.compile(r"\.refresh\(|\breuse\s*=")
    for file in SOURCE.rglob("*.py"):
        assert not banned.search(file.read_text()), file


def test_the_library_knows_nothing_of_the_portal():
    for file in SOURCE.rglob("*.py"):
        others = "portal|flask" if file.parent.name == "postgresql" else "portal|flask|sqlalchemy"
        assert not re.search(rf"^\s*(from|import) ({others})\b", file.read_text(), re.M), file


def test_without_a_build_the_index_is_missing(folder):
    with pytest.raises(IndexMissing):
        open_index(folder)
    rebuild(folder, [])
    assert open_index(folder).ids() == set()


def test_only_the_owner_may_read_the_files(folder):
    rebuild(folder, clerks(3))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.current(folder).stat().st_mode) == 0o700


def test_a_rebuild_tells_how_far_it_is(folder):
    told = []
    assert rebuild(folder, clerks(250), told.append) == 250
    assert told == [100, 200, 250]


def test_of_one_id_in_a_rebuild_the_last_counts(folder):
    assert rebuild(folder, [role("a", "First"), role("b", "Other"), role("a", "Second")]) == 2
    assert found(open_index(folder)) == ["role:b", "role:a"]


def test_a_rebuild_that_fails_leaves_the_old_build_and_nothing_else(folder):
    rebuild(folder, clerks(3))
    index = open_index(folder)

    def broken():
        yield role("x", "X")
        raise ValueError("the database went away")

    with pytest.raises(ValueError, match="went away"):
        rebuild(folder, broken())
    assert len(found(index)) == 3
    index.apply([role("new", "New")])
    assert sorted(entry.name for entry in folder.glob("build-*")) == [store.current(folder).name]
    assert not (folder / "journal.jsonl").exists()


def test_commits_made_during_a_rebuild_are_not_lost(folder):
    rebuild(folder, clerks(5))
    index = open_index(folder)

    def slowly():
        yield role("0", "Clerk 0")
        index.apply([role("0", "Gardener"), role("late", "Latecomer")], ["role:1"])
        index.apply([role("0", "Head gardener")], ["role:2"])
        assert found(index, "head gardener")[0] == "role:0"  # and at once in the present build
        yield from (role(str(number), f"Clerk {number}") for number in range(1, 5))

    rebuild(folder, slowly())
    for seen in (index, open_index(folder)):
        assert seen.ids() == {"role:0", "role:3", "role:4", "role:late"}
        assert found(seen, "gardener") == ["role:0"]
        assert found(seen, "clerk 0 1 2") == ["role:3", "role:4"]
    assert not (folder / "journal.jsonl").exists()


def test_what_a_killed_rebuild_noted_is_cleared_away(folder):
    rebuild(folder, clerks(2))
    index = open_index(folder)
    journal.start(folder)
    left = store.new_build(folder)
    os.utime(left, (0, 0))
    index.apply([role("0", "Newer")])
    assert not (folder / "journal.jsonl").exists()
    assert not left.exists()


def test_old_builds_stay_a_while_and_go(folder):
    rebuild(folder, clerks(2))
    old = store.current(folder)
    rebuild(folder, clerks(3))
    assert tidy(folder)
    assert old.is_dir()
    long_ago = time.time() - store.KEEP_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    assert tidy(folder)
    assert not old.exists()
    assert len(found(open_index(folder))) == 3


def test_readers_never_see_an_empty_index_while_builds_are_swapped(folder):
    rebuild(folder, clerks(30))
    index = open_index(folder)
    wrong, stop = [], threading.Event()

    def read():
        try:
            while not stop.is_set():
                result = index.search("clerk", audiences=EVERYONE)
                if result.total != 30 or len(index.suggest("cl", EVERYONE)) != 8:
                    wrong.append(result.total)
        except Exception as problem:
            wrong.append(problem)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(8):
        rebuild(folder, clerks(30))
        index.apply([role(str(turn), f"Clerk {turn}")])
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_another_process_sees_a_commit_at_once(folder):
    rebuild(folder, clerks(2))
    reader, writer = open_index(folder), open_index(folder)
    assert found(reader, "harbour") == []
    writer.apply([role("h", "Harbour pilot")])
    assert found(reader, "harbour") == ["role:h"]
    assert reader.generation == writer.generation
    rebuild(folder, [role("p", "Park ranger")])
    assert found(reader, "harbour") == []
    assert found(reader, "ranger") == ["role:p"]


def _garble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 16] = bytes(byte ^ 0xFF for byte in content[middle : middle + 16])
    file.write_bytes(content)


def _newest(build: Path, pattern: str) -> Path:
    return max(build.glob(pattern), key=lambda file: file.stat().st_size)


DAMAGE = {
    "a segment garbled": lambda build: _garble(_newest(build, "*.seg")),
    "a segment cut short": lambda build: os.truncate(_newest(build, "*.seg"), 100),
    "a segment emptied": lambda build: os.truncate(_newest(build, "*.seg"), 0),
    "a segment gone": lambda build: _newest(build, "*.seg").unlink(),
    "the contents garbled": lambda build: _garble(_newest(build, "*.toc")),
    "the contents gone": lambda build: _newest(build, "*.toc").unlink(),
    "the vectors garbled": lambda build: _garble(_newest(build, "*.near*")),
    "the vectors cut short": lambda build: os.truncate(_newest(build, "*.near*"), 100),
    "the checks gone": lambda build: (build / "checks.json").unlink(),
    "the checks garbled": lambda build: (build / "checks.json").write_bytes(b"\x00{"),
    "everything emptied": lambda build: [os.truncate(file, 0) for file in build.glob("*.*")],
    "everything deleted": lambda build: [file.unlink() for file in build.glob("*.*")],
    "the build gone": lambda build: build.rename(build.parent / "elsewhere"),
    "the link to nowhere": lambda build: _relink(build.parent / "current", "/etc"),
    "another format": lambda build: _reformat(build),
    "a file for a link": lambda build: _relink(build.parent / "current", None),
    "a folder for a link": lambda build: [
        (build.parent / "current").unlink(),
        (build.parent / "current").mkdir(),
    ],
    "no checks, a segment garbled": lambda build: [
        (build / "checks.json").unlink(),
        _newest(build, "*.seg").write_bytes(b"\x80\x04garbage" * 500),
    ],
}


def _reformat(build: Path) -> None:
    older = build.rename(build.with_name(build.name.replace(f"-{store.FORMAT}-", "-1-")))
    _relink(build.parent / "current", older.name)


def _relink(link: Path, target: str | None) -> None:
    link.unlink()
    if target is None:
        link.write_text("not a link")
    else:
        link.symlink_to(target)


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_when_opening_and_healed_by_a_rebuild(folder, name):
    rebuild(folder, clerks(200))
    DAMAGE[name](store.current(folder))
    with pytest.raises(IndexProblem):
        open_index(folder)
    rebuild(folder, clerks(200))
    assert open_index(folder).search("clerk 7", audiences=EVERYONE).hits[0].id == "role:7"


@pytest.mark.parametrize("name", [name for name in DAMAGE if "checks" not in name])
def test_an_open_index_survives_damage_and_serves_again_after_a_rebuild(folder, name):
    """It may go on answering from what it holds, or say that it is damaged; nothing else."""
    rebuild(folder, clerks(200))
    index = open_index(folder)
    assert found(index, "clerk 7")[0] == "role:7"
    DAMAGE[name](store.current(folder))
    for text in ("clerk 8", "cler", "7", ""):
        try:
            assert len(found(index, text)) > 0
        except IndexProblem:
            continue
    rebuild(folder, clerks(100, "Ranger"))
    assert found(index, "ranger 8")[0] == "role:8"


@pytest.mark.parametrize("harm", ["garbled", "cut short", "emptied"])
@pytest.mark.parametrize("pattern", ["*.seg", "*.toc"])
def test_damage_met_by_a_commit_is_no_fault_of_its_documents(folder, pattern, harm):
    rebuild(folder, clerks(50))
    index = open_index(folder)
    file = _newest(store.current(folder), pattern)
    file.write_bytes(
        {"garbled": b"\x80\x04spoilt" * 99, "cut short": b"\x04", "emptied": b""}[harm]
    )
    with pytest.raises(IndexDamaged):
        index.apply([role("new", "Newer")])
    rebuild(folder, clerks(50))
    index.apply([role("new", "Newer")])
    assert found(index, "newer") == ["role:new"]


# What a child process with too little room does; RLIMIT_FSIZE stands for a full disk.
CRAMPED = """
import random, resource, sys
sys.path.insert(0, sys.argv[2])
from search_index import Document, IndexBusy, open_index, rebuild
def documents(count, word):
    return [Document(f"role:{n}", "role", f"Clerk {n} {word}", audience=["everyone"],
                     body=f"{word} {n} " * 30) for n in range(count)]
def room(bytes):
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, resource.RLIM_INFINITY))
folder, chance, refused = sys.argv[1], random.Random(3), 0
rebuild(folder, documents(120, "first"))
index = open_index(folder)
for turn in range(40):
    room(int(10 ** chance.uniform(0, 5.2)))
    try:
        if turn % 4:
            index.apply(documents(chance.choice([1, 30]), f"turn{turn}"))
        else:
            rebuild(folder, documents(120, f"turn{turn}"))
    except IndexBusy as problem:
        assert problem.reason == "room", problem
        refused += 1
    for each in (index, open_index(folder)):
        assert each.search("clerk", audiences=["everyone"]).total == 120
    room(resource.RLIM_INFINITY)
    index.apply(documents(1, f"after{turn}"))
    assert index.search(f"after{turn}", audiences=["everyone"]).total == 1
assert 10 < refused < 40, refused
"""


def test_without_room_everything_stays_and_goes_on_when_there_is_room(folder):
    command = [sys.executable, "-c", CRAMPED, folder, SOURCE.parent]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    left = [entry.name for entry in store.current(folder).iterdir()]
    assert not [name for name in left if name.endswith(".run")], left


def test_building_anew_leaves_room_for_others(folder, monkeypatch):
    rebuild(folder, clerks(3))
    little = shutil.disk_usage(folder)._replace(free=store.ROOM_KEPT + 100)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _: little)
    with pytest.raises(IndexBusy, match=r"9 MB of room are needed .*, 8 are there") as told:
        rebuild(folder, clerks(4))
    assert told.value.reason == "room"
    assert len(found(open_index(folder))) == 3


@pytest.mark.parametrize("name", ["write.lock", "rebuild.lock"])
def test_a_lock_that_is_not_given_back_is_waited_for_and_named(folder, monkeypatch, name):
    rebuild(folder, clerks(3))
    index = open_index(folder)
    monkeypatch.setattr(store, "PATIENCE", 0.2)
    hold = (
        "import fcntl, os, sys; file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_EX);"
        "file.write(str(os.getpid())); file.flush(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, folder / name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(IndexBusy, match=f"number {holder.pid}.* holds {name}") as told:
            rebuild(folder, clerks(4))
        assert told.value.reason == "held"
        assert len(found(index)) == 3
        holder.kill()
    rebuild(folder, clerks(4))
    assert len(found(index)) == 4


@pytest.mark.parametrize(
    "harm", [lambda line: line[:-20], lambda line: line.replace("Late", "Lete")]
)
def test_notes_that_cannot_be_read_are_not_repeated_half(folder, harm):
    rebuild(folder, clerks(3))
    index, notes = open_index(folder), folder / "journal.jsonl"

    def slowly():
        yield from clerks(3)
        index.apply([role("late", "Latecomer")])
        notes.write_text(harm(notes.read_text()))

    with pytest.raises(IndexDamaged, match="notes"):
        rebuild(folder, slowly())
    assert not notes.exists()
    assert found(index, "latecomer") == ["role:late"]
    rebuild(folder, clerks(2))
    assert len(found(index)) == 2


WRITER = """
import sys, random
sys.path.insert(0, sys.argv[3])
from search_index import Document, open_index, rebuild
folder, seed = sys.argv[1], int(sys.argv[2])
chance = random.Random(seed)
def document(n, turn):
    return Document(f"role:{n}", "role", f"Clerk {n} turn{turn}", audience=["everyone"])
index = open_index(folder)
turn = seed * 1000
while True:
    turn += 1
    if chance.random() < 0.15:
        rebuild(folder, [document(n, turn) for n in range(40)])
    else:
        index.apply([document(n, turn) for n in range(40)])
    print(turn, flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_index_is_whole_and_keeps_what_was_acknowledged(folder):
    """Every state holds all 40 documents of one turn, and no turn older than the last one told."""
    rebuild(folder, (role(str(n), f"Clerk {n} turn0") for n in range(40)))
    reader, chance, last = open_index(folder), random.Random(7), 0
    deadline = time.monotonic() + 12
    for seed in range(1, 13):
        if time.monotonic() > deadline:
            break
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, folder, str(seed), SOURCE.parent],
            stdout=subprocess.PIPE,
            text=True,
        )
        told = [writer.stdout.readline()]
        time.sleep(chance.uniform(0, 0.5))
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().split("\n")
        writer.stdout.close()
        writer.wait()
        last = max([last, *(int(line) for line in told if line.strip())])
        for index in (reader, open_index(folder)):
            hits = index.search(audiences=EVERYONE, limit=100).hits
            turns = {int(hit.title.rpartition("turn")[2]) for hit in hits}
            assert len(hits) == 40
            assert len(turns) == 1
            assert turns.pop() >= last
    assert last > 1000
    store_names = [entry.name for entry in folder.iterdir()]
    rebuild(folder, clerks(40))
    assert len(found(reader, limit=100)) == 40, store_names


def test_a_commit_that_fails_frees_the_index(folder, monkeypatch):
    rebuild(folder, clerks(3))
    index = open_index(folder)
    with pytest.raises(AttributeError):
        index.apply([role("a", None)])  # type: ignore[arg-type]
    index.apply([role("a", "Gardener")])
    assert found(index, "gardener") == ["role:a"]


def test_damage_met_while_reading_says_so(folder, monkeypatch):
    rebuild(folder, clerks(3))
    index = open_index(folder)
    with pytest.raises(IndexDamaged), store.reading():
        raise EOFError
    assert found(index, "clerk")


def test_what_is_listed_without_words_is_kept_within_a_measure(folder, monkeypatch):
    rebuild(folder, [role(str(n), f"Clerk {n}", facets={"id": [str(n)]}) for n in range(4)])
    index = open_index(folder)
    monkeypatch.setattr(answer, "_MOST_IDS", 9)

    def asked(page: int, *facets: str):
        return index.search(audiences=EVERYONE, facets=facets, offset=page, limit=1)

    first, second = asked(0, "id"), asked(1, "id")
    assert asked(0, "id") is first
    assert asked(1, "id") is second
    assert first.facets["id"] == {"0": 1, "1": 1, "2": 1, "3": 1}
    third = asked(2, "id")  # twelve ids would be too many: the two before are forgotten
    assert asked(0) is asked(0)
    assert asked(2, "id") is third
    assert asked(0, "id") is not first
    monkeypatch.setattr(answer, "_MOST_IDS", 3)
    assert asked(3, "id") is not asked(3, "id")


def test_of_many_values_the_most_frequent_come_first(folder, monkeypatch):
    """Also where they are told by what was not found."""
    monkeypatch.setattr(facets, "_MOST_ORDERED", 3)
    monkeypatch.setattr(facets, "_READ", 2)
    made = [role(str(n), "Clerk", facets={"tool": [f"T{n}", *["pen"] * (n > 0)]}) for n in range(4)]
    made.append(role("z", "Driver", facets={"tool": ["bus", "pen", "T3"], "town": ["Hill"]}))
    rebuild(folder, made)
    index = open_index(folder)

    def counts(text, **more):
        return index.search(text, audiences=EVERYONE, facets=["tool", "town"], **more).facets

    everything = counts("")
    assert list(everything["tool"].items())[:2] == [("pen", 4), ("T3", 2)]
    most = counts("clerk")
    assert most == {"tool": {"pen": 3, "T0": 1, "T1": 1, "T2": 1, "T3": 1}, "town": {}}
    assert next(iter(most["tool"])) == "pen"
    assert counts("clerk", filters={"tool": ["T1"]})["tool"] == most["tool"]
    assert counts("driver")["tool"] == {"T3": 1, "bus": 1, "pen": 1}
    assert counts("") == everything
    index.apply(put=[role("0", "Clerk")], remove=["role:z"])
    assert counts("clerk")["tool"] == {"pen": 3, "T1": 1, "T2": 1, "T3": 1}


def ordered(monkeypatch) -> list[str]:
    """The texts whose documents are put in an order, as it happens."""
    texts: list[str] = []
    rank = answer.rank

    def noted(view, text, *more):
        texts.append(text)
        return rank(view, text, *more)

    monkeypatch.setattr(answer, "rank", noted)
    return texts


def test_words_are_ranked_once_for_the_filters_that_follow(folder, monkeypatch):
    made = [role(str(n), f"Clerk {n}", facets={"level": [str(n % 2)]}) for n in range(6)]
    rebuild(folder, made)
    index, texts = open_index(folder), ordered(monkeypatch)

    def asked(**more):
        return index.search("clerk", kinds=["role"], audiences=EVERYONE, facets=["level"], **more)

    first = asked()
    assert asked(filters={"level": ["1"]}).total == 3
    assert asked(offset=2, limit=2).hits == first.hits[2:4]
    assert asked() == first
    assert texts == ["clerk"]
    index.apply(put=[role("7", "Clerk 7")], remove=["role:0"])
    assert {hit.id for hit in asked().hits} == {f"role:{n}" for n in (1, 2, 3, 4, 5, 7)}
    index.search("clerk ", kinds=["role"], audiences=EVERYONE)
    assert texts == ["clerk", "clerk", "clerk "]


def test_an_order_is_of_one_audience_and_never_of_people(folder, monkeypatch):
    rebuild(folder, [role("a", "Clerk"), role("b", "Head clerk", audience=["hr"])])
    index, texts = open_index(folder), ordered(monkeypatch)
    for of in (["everyone"], ["hr"]):
        assert index.search("clerk", kinds=["role"], audiences=of).total == 1
    for _ in range(2):
        assert index.search("clerk", kinds=["role"], audiences=["hr", "everyone"]).total == 2
        assert not found(index, "clerk", kinds=["person"])
    assert len(texts) == 6


def test_orders_are_let_go_of(folder, monkeypatch):
    rebuild(folder, clerks(3))
    index, texts = open_index(folder), ordered(monkeypatch)
    for text in ("clerk", "clerks", "clerk"):
        found(index, text, kinds=["role"])
    monkeypatch.setattr(orders, "MOST_DOCUMENTS", 3)
    for text in ("clerks", "clerk 1", "clerks"):
        found(index, text, kinds=["role"])
    assert texts == ["clerk", "clerks", "clerk 1", "clerks"]
    monkeypatch.setattr(orders, "SECONDS", 0)
    found(index, "clerks", kinds=["role"])
    index.orders.forget()
    assert len(texts) == 5


def test_of_what_is_suggested_only_what_is_looked_at_is_read(folder, monkeypatch):
    rebuild(folder, clerks(20))
    index, read, card = open_index(folder), [], view.Part.card
    monkeypatch.setattr(view.Part, "card", lambda part, one: read.append(one) or card(part, one))
    suggested = index.suggest_of_each("cle", {"role": EVERYONE, "skill": EVERYONE}, 7)
    assert [*map(len, suggested.values())] == [7, 0]
    assert read == []
    assert [one.text for one in suggested["role"][:2]] == ["Clerk 0", "Clerk 1"]
    assert suggested["role"][6].id == "role:6"
    assert len(read) == 3


def test_what_others_commit_is_seen_also_where_a_commit_was_cut_off(folder):
    """The last table of contents stays where a process ends before it is cleared away."""
    rebuild(folder, clerks(1))
    mine, others = open_index(folder), open_index(folder)
    assert found(mine) == ["role:0"]
    others.apply([role("b", "Baker")])
    others.apply([role("a", "Archivist")])
    assert found(mine) == ["role:a", "role:b", "role:0"]
    last = max((folder / "current").resolve().glob("_MAIN_*.toc"))
    kept = last.read_bytes()
    others.apply(remove=["role:b"])
    last.write_bytes(kept)
    assert found(mine) == ["role:a", "role:0"]
