"""How much the roles that resemble a person tell of what goes with their skills.

Needs numpy, so it is loaded when it is first asked for.

Of several roles that say nearly the same each should say a part: five grades of one trade are not
five witnesses. So the roles do not vote each by itself; how much each of them tells beside the
others is a ridge regression with kernels (Hoerl and Kennard 1970; Saunders, Gammerman and Vovk
1998, "Ridge regression learning algorithm in dual variables"):

    solve (K + RIDGE * I) t = k        share of a skill = the sum of t over the roles asking for it

with K how alike the roles are to each other, and k how alike each is to the list of the person:

    alike = (cosine of the skills, each by the root of its rarity)²
            + NAMES * (cosine of the summed names of the skills, by rarity)⁴

A helpful skill counts HELPS where roles are compared, and HELPFUL of an essential one in the share.
The names are vectors of the subword table (docs/adr/0014). What was chosen: docs/matching.md.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from portal.db import uuid_of
from search_index.subwords import Floats, unit

RIDGE, NAMES = 1.0, 0.1
HELPS, HELPFUL = 0.25, 0.4

Line = tuple[Any, Any, bool, float, float]
"""What a role asks for: the role, the skill, whether it is essential, how rare it is; and how much
the role resembles the person. Ids as they are read.
"""


class Share(NamedTuple):
    """What roles tell of a skill, up to about 1, and how many of those that tell ask for it."""

    share: float
    roles: int


def shares(
    own: Mapping[Any, float],
    lines: Sequence[Line],
    names: Callable[[Sequence[UUID]], Floats],
) -> dict[Any, Share]:
    """What the roles tell of every skill they ask for, where that is more than nothing.

    own: the skills of the person, with their rarity; names: the vectors of the names of skills.
    """
    if not lines:
        return {}
    of, wanted, said, rarities, _ = zip(*lines, strict=True)
    roles = {role: number for number, role in enumerate(dict.fromkeys(of))}
    skills = {skill: number for number, skill in enumerate(dict.fromkeys([*own, *wanted]))}
    at = _numbered(roles, of), _numbered(skills, wanted)
    essential = np.array(said, bool)
    rare = np.zeros(len(skills), np.float32)
    rare[: len(own)] = list(own.values())
    rare[at[1]] = rarities
    asked = np.zeros((len(roles) + 1, len(skills)), np.float32)
    asked[at] = np.where(essential, 1, HELPS)
    asked[-1, : len(own)] = 1  # the list of the person, as if it were a role
    tells = _tells(asked, rare, names([uuid_of(skill) for skill in skills]))
    asked[at] = np.where(essential, 1, HELPFUL)
    found = tells @ asked[:-1]
    saying = (asked[:-1][tells > 0] > 0).sum(axis=0)
    listed = zip(skills, found.tolist(), saying.tolist(), strict=True)
    return {skill: Share(share, many) for skill, share, many in listed if share > 0 and many}


def _numbered(numbers: Mapping[Any, int], keys: Sequence[Any]) -> NDArray[np.intp]:
    return np.fromiter(map(numbers.__getitem__, keys), np.intp, len(keys))


def _tells(asked: NDArray[Any], rare: NDArray[Any], names: Floats) -> Floats:
    """How much each row but the last tells of the last one beside the others."""
    listed, named = unit(asked * np.sqrt(rare)), unit((asked * rare) @ names)
    alike: Floats = (listed @ listed.T) ** 2 + NAMES * np.maximum(named @ named.T, 0) ** 4
    among, beside = alike[:-1, :-1], alike[:-1, -1]
    told: Floats = np.linalg.solve(among + RIDGE * np.eye(len(among), dtype=np.float32), beside)
    return told
