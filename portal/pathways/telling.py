"""How much the roles nearest to a person's skills tell of what goes with them.

Needs numpy, so it is loaded when it is first asked for.

Of several roles that say nearly the same each should say a part: five grades of one trade are not
five witnesses. So the roles do not vote each by itself; how much each of them tells beside the
others is a ridge regression with kernels (Hoerl and Kennard 1970; Saunders, Gammerman and Vovk
1998, "Ridge regression learning algorithm in dual variables"):

    solve (K + RIDGE * I) t = k        share of a skill = the sum of t over the roles asking for it

with K how alike the roles are to each other, and k how alike each is to the list of the person:

    alike = (cosine of the skills, each by the root of its rarity)²
            + NAMES * (cosine of the summed names of the skills, by rarity)⁴

The VOTERS most alike to the list are asked. A helpful skill counts `lines.HELPS` where roles are
compared, and HELPFUL of an essential one in the share. The names are vectors of the subword table
(docs/adr/0014). What was chosen: docs/matching.md.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

import numpy as np

from portal.roles.lines import HELPS, Lines
from search_index.labels import cosines
from search_index.mapped import Array
from search_index.subwords import Floats, unit

VOTERS = 120
RIDGE, NAMES = 0.6, 0.1
HELPFUL = 0.4


class Share(NamedTuple):
    """What roles tell of a skill, up to about 1, and how many of those that tell ask for it."""

    share: float
    roles: int


def shares(
    lines: Lines, own: Sequence[UUID], names: Callable[[Sequence[UUID]], Floats], most: int
) -> dict[UUID, Share]:
    """What the roles tell of the skills that a person does not have, at most so many, most first.

    own: the skills of the person; names: the vectors of the names of skills.
    """
    mine = lines.things(own)
    if not len(mine):
        return {}
    near = _near(lines, mine, names)
    voters = np.argsort(-near, kind="stable")[:VOTERS]
    voters = voters[near[voters] > 0]
    skills, needs, helps = _asking(lines, voters)
    told = _told(lines, voters, (needs + HELPS * helps) * np.sqrt(lines.rarity[skills]), near)
    found = told @ (needs + HELPFUL * helps)
    saying = (needs + helps)[told > 0].sum(axis=0)
    found[np.isin(skills, mine) | (saying == 0)] = 0
    best = np.argsort(-found, kind="stable")[:most]
    best = best[found[best] > 0]
    listed = (skills[best].tolist(), found[best].tolist(), saying[best].tolist())
    return {
        lines.id(skill): Share(share, int(many)) for skill, share, many in zip(*listed, strict=True)
    }


def _near(lines: Lines, mine: Array, names: Callable[[Sequence[UUID]], Floats]) -> Floats:
    """How alike every role is to the list of the person."""
    rare = lines.rarity[mine]
    spans = [slice(*lines.begins[skill : skill + 2]) for skill in mine]
    roles = np.concatenate([lines.roles[span] for span in spans])
    needed = np.concatenate([lines.needed[span] for span in spans])
    each = np.repeat(rare, [span.stop - span.start for span in spans])
    shared = np.bincount(roles, each * np.where(needed, 1, HELPS), len(lines.lengths))
    listed = shared.astype(np.float32) / (lines.lengths * np.sqrt(rare.sum()))
    named = unit((rare @ names([lines.id(one) for one in mine]))[None])[0]
    return _alike(listed, cosines(lines.numbers, lines.scales, named))


def _alike(skills: Array, names: Floats) -> Floats:
    alike: Floats = skills**2 + np.float32(NAMES) * np.maximum(names, 0) ** 4
    return alike


def _asking(lines: Lines, roles: Array) -> tuple[Array, Floats, Floats]:
    """The skills that any of these roles asks for; and 1 where a role, a row each, needs one of
    them, and where one of them helps.
    """
    spans = [slice(*lines.starts[role : role + 2]) for role in roles]
    rows = np.repeat(np.arange(len(roles)), [span.stop - span.start for span in spans])
    skills, columns = np.unique(
        np.concatenate([lines.skills[span] for span in spans]), return_inverse=True
    )
    needed = np.concatenate([lines.essential[span] for span in spans])
    needs, helps = np.zeros((2, len(roles), len(skills)), np.float32)
    needs[rows, columns] = needed
    helps[rows, columns] = ~needed
    return skills, needs, helps


def _told(lines: Lines, voters: Array, asked: Floats, near: Floats) -> Floats:
    """How much each of the voters tells of the list beside the others."""
    listed = asked / lines.lengths[voters, None]
    named = lines.numbers[voters] * lines.scales[voters, None]
    among = _alike(listed @ listed.T, named @ named.T)
    among[np.diag_indices(len(voters))] += RIDGE
    told: Floats = np.linalg.solve(among, near[voters])
    return told
