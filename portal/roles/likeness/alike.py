"""How alike two roles are, by what they ask for and how they are described.

The likeness is a sum of cosines, each with its share:

    20 %  the meaning of the title with the first words of the description
    10 %  the meaning of the title
    25 %  the meaning of the whole description, as the mean of runs of thirty words
    25 %  the meaning of the names of the skills it asks for, rare ones counting more
    10 %  the skills both ask for, rare ones counting more
    10 %  the words both are described with, rare ones counting more

"Meaning" is the vector of the subword table (docs/adr/0014), less the mean of all roles, so that
what they have in common says nothing. "Rare ones counting more": inverse document frequency (Sparck
Jones 1972), cosines of such vectors as Salton, Wong and Yang 1975. A helpful skill counts half an
essential one. Without the table the last two stand alone; what a role has nothing of is left out,
and the rest is scaled up. The shares were chosen on the development halves: docs/matching.md.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from search_index import text
from search_index.subwords import Floats, Table, unit

START, TITLE, WHOLE, MEANING, SHARED, WORDS = 0.20, 0.10, 0.25, 0.25, 0.10, 0.10
MOST = 20
"""Neighbours kept of a role."""

RUN, MOST_WORDS = 30, 600
"""Words in a run of a description, and how many of it are looked at."""

COMMON = 0.2
"""What more than this share of the roles have is not compared: it says little, and costs most."""

FEW = 200
"""Among so few roles everything is compared."""

DOUBT = 50
"""So many roles make half of a mean that is to be taken away."""

AT_ONCE = 256
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Described:
    """A role in words."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.text}"


@dataclass(frozen=True)
class Asked:
    """What roles ask for: of every line the role, the skill, and what it counts."""

    roles: Numbers
    skills: Numbers
    weights: Floats


class Alike:
    """The roles given, to be compared. `names`: of the skills, by number."""

    def __init__(
        self,
        described: Sequence[Described],
        asked: Asked,
        names: Sequence[str],
        table: Table | None,
    ) -> None:
        self.count = len(described)
        self.asks = np.bincount(asked.roles, minlength=self.count) > 0
        self._skills = _Shared(asked, self.count)
        self._words = _Shared(_words(described), self.count)
        self._vectors = _meanings(described, asked, names, table) if table else None

    def nearest(self, most: int = MOST) -> Iterator[tuple[int, list[tuple[int, float]]]]:
        """Each role with those most like it, best first: only such as ask for something."""
        for start in range(0, self.count, AT_ONCE):
            for at, likeness in enumerate(self._block(start), start):
                likeness[~self.asks] = 0.0
                likeness[at] = 0.0
                best = np.argpartition(-likeness, min(most, self.count) - 1)[:most]
                best = best[np.lexsort((best, -likeness[best]))]
                yield at, [(int(n), float(likeness[n])) for n in best if likeness[n] > 0]

    def _block(self, start: int) -> Floats:
        """The likeness of some roles, a row each, with all."""
        stop = min(start + AT_ONCE, self.count)
        rows = range(start, stop)
        likeness = np.float32(SHARED) * self._skills.cosines(rows)
        likeness += np.float32(WORDS) * self._words.cosines(rows)
        if self._vectors is not None:
            likeness += self._vectors[start:stop] @ self._vectors.T
        likeness /= self._known(start, stop)[:, None]
        made: Floats = np.clip(likeness, 0.0, 1.0)
        return made

    def _known(self, start: int, stop: int) -> Floats:
        """The sum of the shares that can be told of each of these roles."""
        meaning = self._vectors is not None
        by_text = WORDS + (START + TITLE + WHOLE if meaning else 0.0)
        by_skills = SHARED + (MEANING if meaning else 0.0)
        return (by_text + by_skills * self.asks[start:stop]).astype(np.float32)


class _Shared:
    """What roles have in common of something, and how rare it is: cosines over lists."""

    def __init__(self, lines: Asked, count: int) -> None:
        many = int(lines.skills.max(initial=-1)) + 1
        found_in = np.bincount(lines.skills, minlength=many)
        kept = (found_in <= max(FEW, COMMON * count))[lines.skills]
        self.count, roles, things = count, lines.roles[kept], lines.skills[kept]
        rarity = np.log1p(count / np.maximum(found_in, 1))
        values = lines.weights[kept] * rarity[things]
        lengths = np.sqrt(np.bincount(roles, values**2, count))
        values = (values / np.maximum(lengths, 1e-9)[roles]).astype(np.float32)
        by_role, by_thing = np.argsort(roles, kind="stable"), np.argsort(things, kind="stable")
        self._ends = np.concatenate(([0], np.cumsum(np.bincount(roles, minlength=count))))
        self._things, self._values = things[by_role], values[by_role]
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(things, minlength=many))))
        self._holders, self._held = roles[by_thing], values[by_thing]

    def cosines(self, rows: range) -> Floats:
        made = np.zeros((len(rows), self.count), dtype=np.float32)
        for place, row in enumerate(rows):
            mine = slice(self._ends[row], self._ends[row + 1])
            for thing, value in zip(self._things[mine], self._values[mine], strict=True):
                whose = slice(self._starts[thing], self._starts[thing + 1])
                made[place, self._holders[whose]] += value * self._held[whose]
        return made


def _words(described: Sequence[Described]) -> Asked:
    """The stems each role is described with; said n times counts 1 + ln n."""
    numbers: dict[str, int] = {}
    roles: list[int] = []
    words: list[int] = []
    weights: list[float] = []
    for role, one in enumerate(described):
        said = Counter(_stems(one.whole))
        roles += [role] * len(said)
        words += [numbers.setdefault(stem, len(numbers)) for stem in said]
        weights += [1 + log(times) for times in said.values()]
    return Asked(
        np.array(roles, np.int32), np.array(words, np.int32), np.array(weights, np.float32)
    )


def _stems(written: str) -> list[str]:
    words = text.words(written)[:MOST_WORDS]
    return [text.stem(word) for word in words if word not in text.COMMON]


def _meanings(
    described: Sequence[Described], asked: Asked, names: Sequence[str], table: Table
) -> Floats:
    """The vectors of all roles: their dot product is the sum of the shares of meaning."""
    parts = (
        (START, table.encode([one.whole for one in described])),
        (TITLE, table.encode([one.title for one in described])),
        (WHOLE, _whole(described, table)),
        (MEANING, _of_skills(asked, len(described), table.encode(names))),
    )
    return np.hstack([np.float32(share**0.5) * centred(made) for share, made in parts])


def centred(vectors: Floats) -> Floats:
    """Less the mean of those that say anything, and of length one again.

    The mean of a few says more of these few than of all roles, so less of it is taken away.
    """
    said = vectors.any(axis=1)
    many = int(said.sum())
    if not many:
        return vectors
    made = unit(vectors - vectors[said].mean(axis=0) * np.float32(many / (many + DOUBT)))
    made[~said] = 0.0
    return made


def _whole(described: Sequence[Described], table: Table) -> Floats:
    made = np.zeros((len(described), table.dims), dtype=np.float32)
    for start in range(0, len(described), AT_ONCE):
        runs, of = [], []
        for role, one in enumerate(described[start : start + AT_ONCE], start):
            words = text.words(one.whole)[:MOST_WORDS]
            cut = [" ".join(words[at : at + RUN]) for at in range(0, len(words), RUN)]
            runs += cut
            of += [role] * len(cut)
        np.add.at(made, np.array(of, np.intp), table.encode(runs))
    return unit(made)


def _of_skills(asked: Asked, count: int, names: Floats) -> Floats:
    found_in = np.bincount(asked.skills, minlength=len(names))
    rarity = np.log1p(count / np.maximum(found_in, 1)).astype(np.float32)
    made = np.zeros((count, names.shape[1]), dtype=np.float32)
    for start in range(0, len(asked.roles), AT_ONCE * 64):
        some = slice(start, start + AT_ONCE * 64)
        values = asked.weights[some] * rarity[asked.skills[some]]
        np.add.at(made, asked.roles[some], values[:, None] * names[asked.skills[some]])
    return unit(made)
