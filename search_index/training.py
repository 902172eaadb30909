"""Train the subword table on labels of the same thing: names, other names, what it is in short.

    python -m search_index.training DATA OUT

DATA holds the published distributions `onet/db_*_text.zip` and `esco/ESCO*.zip`; OUT is the file to
write (`search_index/subwords.table`). Needs numpy and scipy, and two minutes of one processor. The
same data gives the same table on the same machine, byte by byte: random numbers come from a fixed
seed and sums are made in one order (OPENBLAS_NUM_THREADS=1); another machine may round differently.

Method: rows begin as small random numbers. In each pass every label is set beside another label of
its thing, and by the contrastive loss InfoNCE (van den Oord, Li and Vinyals, 2018) it is drawn to
that one and pushed from those of the other things in its batch; steps are those of Adagrad (Duchi,
Hazan and Singer, 2011) with one rate a row. Most labels are shown with a slip of the hand, so that
slips come to matter little. In the end the table is packed into bytes.
"""

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from search_index import published, subwords
from search_index.subwords import Floats, Table

log = logging.getLogger(__name__)
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """What was chosen on the development halves of the evaluation sets: docs/search-quality.md."""

    rows: int = 2**16
    dims: int = 112
    passes: int = 12
    batch: int = 1024
    temperature: float = 0.075
    rate: float = 0.05
    spread: float = 0.1  # of the random numbers in the beginning
    slips: float = 0.75  # share of labels that are shown misspelt
    seed: int = 1


class Labels:
    """The labels of all things, as shares of the rows they are made of.

    `pieces` has a line for each label, and after all of them one for each label misspelt; `thing`
    says of each label what it is of. Things with one label alone teach nothing and are left out.
    """

    def __init__(self, things: Iterable[Sequence[str]], chosen: Settings) -> None:
        listed: list[str] = []
        of: list[int] = []
        for number, labels in enumerate(things):
            usable = [label for label in dict.fromkeys(labels) if subwords.words_of(label)]
            if len(usable) > 1:
                listed += usable
                of += [number] * len(usable)
        if not listed:
            raise ValueError("There is no thing with two labels: nothing can be learned.")
        self.thing = np.array(of)
        self.first = np.searchsorted(self.thing, self.thing, "left")
        self.many = np.searchsorted(self.thing, self.thing, "right") - self.first
        random = np.random.default_rng(chosen.seed)
        misspelt = [slipped(label, random) for label in listed]
        self.pieces = _matrix(listed + misspelt, chosen.rows)

    def __len__(self) -> int:
        return len(self.thing)

    def partners(self, random: np.random.Generator) -> Numbers:
        """For every label another one of its thing."""
        step = 1 + (random.random(len(self)) * (self.many - 1)).astype(np.int64)
        at = np.arange(len(self)) - self.first
        partner: Numbers = self.first + (at + step) % self.many
        return partner

    def batches(
        self, random: np.random.Generator, chosen: Settings
    ) -> Iterator[tuple[Numbers, ...]]:
        """One pass: lines of `pieces`, lines to set beside them, and the things they are of."""
        order, partners = random.permutation(len(self)), self.partners(random)
        misspelt = (random.random(len(self)) < chosen.slips) * len(self)
        for start in range(0, len(order), chosen.batch):
            one = order[start : start + chosen.batch]
            yield one + misspelt[one], partners[one], self.thing[one]


def slipped(label: str, random: np.random.Generator) -> str:
    """The label with one slip of the hand in one of its longer words, if it has any."""
    words = subwords.words_of(label)
    long = [number for number, word in enumerate(words) if len(word) > 3]
    if not long:
        return label
    at = long[int(random.integers(len(long)))]
    word = words[at]
    place = int(random.integers(1, len(word)))
    letter = chr(ord("a") + int(random.integers(26)))
    before, here, after = word[:place], word[place], word[place + 1 :]
    words[at] = (
        before[:-1] + here + before[-1] + after,
        before + after,
        before + letter + here + after,
        before + letter + after,
        before + before[-1] + here + after,
    )[int(random.integers(5))]
    return " ".join(words)


def _matrix(labels: Sequence[str], rows: int) -> csr_matrix:
    known: dict[str, list[int]] = {}
    columns: list[int] = []
    ends = [0]
    for label in labels:
        for word in subwords.words_of(label):
            if word not in known:
                known[word] = [piece & (rows - 1) for piece in subwords.pieces_of(word)]
            columns += known[word]
        ends.append(len(columns))
    many = np.diff(ends)
    shares = np.repeat(1 / many, many).astype(np.float32)
    return csr_matrix((shares, np.array(columns), np.array(ends)), shape=(len(labels), rows))


def train(things: Iterable[Sequence[str]], chosen: Settings | None = None) -> Table:
    """The table for these things, each a list of its labels. Raises ValueError for none."""
    chosen = chosen or Settings()
    labels = Labels(things, chosen)
    random = np.random.default_rng(chosen.seed)
    weights = random.standard_normal((chosen.rows, chosen.dims), dtype=np.float32)
    weights *= np.float32(chosen.spread)
    spent = np.full(chosen.rows, 1e-8, dtype=np.float32)
    for number in range(chosen.passes):
        losses = []
        for one, other, things_of in labels.batches(random, chosen):
            lines = labels.pieces[np.concatenate((one, other))]
            losses.append(_step(lines, things_of, weights, spent, chosen))
        log.info("pass %d of %d: loss %.4f", number + 1, chosen.passes, np.mean(losses))
    return subwords.packed(weights)


def _step(
    lines: csr_matrix, things: Numbers, weights: Floats, spent: Floats, chosen: Settings
) -> float:
    """Change the rows a batch is made of; its second half stands beside its first. Returns the
    loss before."""
    touched, columns = np.unique(lines.indices, return_inverse=True)
    near = csr_matrix((lines.data, columns, lines.indptr), shape=(lines.shape[0], len(touched)))
    sums = near @ weights[touched]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9
    vectors = sums / lengths
    loss, pull = _contrast(vectors, things, np.float32(chosen.temperature))
    pull = (pull - vectors * (pull * vectors).sum(axis=1, keepdims=True)) / lengths
    slope = near.T @ pull
    spent[touched] += (slope**2).mean(axis=1)
    weights[touched] -= chosen.rate * slope / np.sqrt(spent[touched])[:, None]
    return loss


def _contrast(vectors: Floats, things: Numbers, temperature: np.float32) -> tuple[float, Floats]:
    """The loss of a batch, both ways, and its slope by each vector.

    Labels of the same thing that meet by chance in a batch do not push each other away.
    """
    many = len(things)
    left, right = vectors[:many], vectors[many:]
    likeness = left @ right.T / temperature
    same = things[:, None] == things[None, :]
    np.fill_diagonal(same, False)
    likeness[same] = -1e9
    rows, columns = _shares(likeness, 1), _shares(likeness, 0)
    beside = np.arange(many)
    loss = -np.log(rows[beside, beside] * columns[beside, beside] + 1e-12).mean() / 2
    slope = (rows + columns) / (2 * many)
    slope[beside, beside] -= 1 / many
    slope /= temperature
    return float(loss), np.concatenate((slope @ right, slope.T @ left))


def _shares(likeness: Floats, axis: int) -> Floats:
    raised = np.exp(likeness - likeness.max(axis=axis, keepdims=True))
    shares: Floats = raised / raised.sum(axis=axis, keepdims=True)
    return shares


def main(arguments: Sequence[str]) -> int:
    """Train on the distributions in a folder. Returns the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("python -m search_index.training DATA OUT\n")
        return 2
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    things = list(published.things(Path(arguments[0])))
    log.info("%d things with %d labels", len(things), sum(map(len, things)))
    subwords.save(train(things), Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
