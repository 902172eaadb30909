"""The subword table: made the same way twice, packed small, and safe to ask anything."""

import time

import numpy as np
import pytest

from search_index import subwords
from search_index.subwords import TableProblem
from search_index.training import Settings, slipped, train

THINGS = [
    ["refuse truck operator", "bin lorry driver", "refuse truck driver"],
    ["negotiation", "haggling", "bargaining", "to negotiate"],
    ["tide tables", "reading of tides"],
    ["one alone"],
]
TINY = Settings(rows=2**10, dims=16, passes=30, batch=4)


@pytest.fixture(scope="module")
def table():
    return train(THINGS, TINY)


def likeness(table, one, other):
    return float(np.prod(table.encode([one, other]), axis=0).sum())


def test_the_same_labels_make_the_same_table(table):
    again = train(THINGS, TINY)
    assert (table.numbers == again.numbers).all()
    assert (table.scales == again.scales).all()


def test_labels_of_a_thing_come_close_and_others_stay_apart(table):
    assert likeness(table, "haggling", "negotiation") > 0.5
    assert likeness(table, "haggling", "bin lorry driver") < 0.3
    assert likeness(table, "negotaition", "haggling") > 0.3  # though misspelt


def test_bytes_say_nearly_what_the_numbers_said(table):
    weights = np.random.default_rng(1).standard_normal((64, 32)).astype(np.float32)
    packed = subwords.packed(weights)
    back = packed.numbers * packed.scales.astype(np.float32)[:, None]
    assert abs(back - weights).max() < 0.02
    assert packed.numbers.dtype == np.int8
    assert subwords.packed(np.zeros((2, 4), np.float32)).encode(["nothing"]).sum() == 0


def test_a_table_in_a_file_is_the_table(table, tmp_path):
    file = tmp_path / "a.table"
    subwords.save(table, file)
    read = subwords.load(file)
    texts = ["Haggling", "", "東京 で働く", "c++ and C#"]
    assert (read.encode(texts) == table.encode(texts)).all()
    assert read.digest == table.digest
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b"", lambda b: b"x" + b[1:]])
def test_a_spoilt_table_is_no_table(table, tmp_path, spoil):
    file = tmp_path / "a.table"
    subwords.save(table, file)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(TableProblem):
        subwords.load(file)


@pytest.mark.parametrize("at", [70, -1])
def test_a_table_is_read_whole_when_it_is_checked(table, tmp_path, at):
    file = tmp_path / "t.table"
    subwords.save(table, file)
    subwords.check(file)
    spoilt = bytearray(file.read_bytes())
    spoilt[at] ^= 1
    file.write_bytes(spoilt)
    with pytest.raises(TableProblem, match="was changed"):
        subwords.check(file)


def test_no_table_is_said(tmp_path):
    with pytest.raises(TableProblem):
        subwords.load(tmp_path / "none")


HOSTILE = [
    "x" * 10_000, "ab " * 5_000, "\x00\x07\x1b[31m", "'; drop table skill; --", "🚒🚒🚒",
    "漢字" * 5_000, "\u0301" * 10_000, "ﷺ" * 2_000, "\ud800", "مدير المشاريع", "",
]  # fmt: skip


def test_any_text_is_encoded_in_bounded_time(table):
    began = time.process_time()
    vectors = table.encode(HOSTILE)
    assert time.process_time() - began < 1
    assert np.isfinite(vectors).all()
    lengths = np.linalg.norm(vectors, axis=1)
    assert ((lengths < 1e-6) | (abs(lengths - 1) < 1e-3)).all()


def test_a_slip_is_small_and_leaves_short_words_alone():
    random = np.random.default_rng(1)
    assert slipped("a b c", random) == "a b c"
    slips = {slipped("negotiation", random) for _ in range(50)}
    assert len(slips) > 20
    assert all(abs(len(slip) - 11) <= 1 for slip in slips)


def test_nothing_to_learn_from_is_refused():
    with pytest.raises(ValueError, match="two labels"):
        train([["alone"], []], TINY)


def test_the_shipped_table_is_whole_and_small():
    shipped = subwords.load()
    assert subwords.SHIPPED.stat().st_size <= 8.6e6
    assert likeness(shipped, "bin lorry driver", "refuse truck operator") > 0.3
