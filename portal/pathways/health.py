"""Am I still meeting my role? The skills and certificates it asks for, beside what I have today,
and the goals I agreed on with my line manager.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal import clock
from portal.dates import day
from portal.learning.enrolling.certificates import Held
from portal.pathways.gap import Line, Match
from portal.pathways.offers import Offer
from portal.pathways.own import Agreed, Here, Own
from portal.skills.fold import fold
from portal.skills.freshness import Validity

PAPERS = ("certificate", "licence")
SAYS_NOTHING = frozenset(
    fold("a an and certificate certificates certification certified current equivalent for in of"
         " or the to valid with").split()
)  # fmt: skip
MOST_NAMED = 3


@dataclass(frozen=True)
class Sign:
    """One thing of the role of today: whether it is as it should be, in words.

    `renew` is what one can learn to hold it again, `look_for` what to look for in the catalogue
    where nothing says that it gives it; `grow`: there are ways to grow it; `goal` is the one that
    was agreed, `planned` says whether it is in a plan.
    """

    ok: bool
    words: str
    renew: UUID | None = None
    look_for: str = ""
    grow: bool = False
    goal: UUID | None = None
    planned: bool = False


@dataclass(frozen=True)
class Health:
    """How a person stands in the role they have today."""

    role: Here
    match: Match
    signs: Sequence[Sign]


def checked(own: Own, match: Match, chosen: Iterable[Offer]) -> Health | None:
    """The health of a person in their role; None where it is not known. `match` is of that role,
    `chosen` what they plan or learn that teaches a skill to grow in it.
    """
    if own.here is None:
        return None
    signs = [*_of_skills(match), *_of_papers(own)]
    left = _left_open(match, chosen, own.planned)
    if left:
        words = f"Your plan leaves {_named(left)} open, which your role today cannot do without."
        signs.append(Sign(False, words, grow=True))
    return Health(own.here, match, [*signs, *_of_goals(own.agreed)])


def _of_goals(agreed: Iterable[Agreed]) -> list[Sign]:
    """What I still do for goals that were agreed in conversations."""
    today = clock.today()
    return [
        Sign(
            one.due_on is None or one.due_on >= today,
            _promised(one, today),
            goal=one.id,
            planned=one.planned,
        )
        for one in agreed
    ]


def _promised(one: Agreed, today: date) -> str:
    words = f"Agreed in a conversation: {one.does}"
    if one.due_on is None:
        return words
    return f"{words}, {'until' if one.due_on >= today else 'due on'} {day(one.due_on)}"


def _of_skills(match: Match) -> list[Sign]:
    growing = match.growing
    if not match.lines:
        return [Sign(True, "No skills are written down for it yet")]
    if not growing:
        number = len(match.lines)
        asked = f"All {number} skills" if number > 1 else "The one skill"
        return [Sign(True, f"{asked} at the level asked for")]
    words = f"{len(match.ready)} of {len(match.lines)} skills at the level asked for"
    return [Sign(False, f"{words}. To grow: {_named(growing)}", grow=True)]


def _named(lines: Sequence[Line]) -> str:
    """The first by name, and how many more."""
    names = [line.need.name for line in lines[:MOST_NAMED]]
    if len(lines) > MOST_NAMED:
        names.append(f"{len(lines) - MOST_NAMED} more")
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


def _of_papers(own: Own) -> list[Sign]:
    """The certificates and licences a role asks for, then what else runs out."""
    signs, matched = [], set()
    for need in own.asked:
        if need.kind not in PAPERS:
            continue
        held = held_for(need.words, own.certificates)
        if held is not None:
            matched.add(held)
            signs.append(_of_one(need.words, held, own.renewals))
        elif need.required:
            signs.append(Sign(False, f"{need.words}: not on your profile yet", look_for=need.words))
    rest = [one for one in own.certificates if one not in matched]
    ending = [one for one in rest if one.state != Validity.CURRENT]
    return signs + [_of_one(one.title, one, own.renewals) for one in ending]


def _of_one(words: str, held: Held, renewals: Mapping[UUID, str]) -> Sign:
    if held.until is None:
        return Sign(True, f"{words}: you hold it")
    if held.state == Validity.CURRENT:
        return Sign(True, f"{words}: until {day(held.until)}")
    ends = "ran out" if held.state == Validity.EXPIRED else "runs out"
    again = held.item_id or _giving(held.title, renewals)
    told = f"{words} {ends} on {day(held.until)}"
    return Sign(False, told, renew=again, look_for="" if again else words)


def _giving(title: str, renewals: Mapping[UUID, str]) -> UUID | None:
    """What one can learn to hold this certificate again."""
    telling = _telling(title)
    return next((key for key, words in renewals.items() if _fits(telling, _telling(words))), None)


def held_for(words: str, certificates: Iterable[Held]) -> Held | None:
    """The certificate that is meant by the words of a role: the best of those that fit.

    By folded words: the one held has all words of the one asked for; or, with two words or more,
    the one asked for has all of its, and no number besides ("Building Code" is not "Building Code
    Level 2"). Words such as "certificate" say nothing.
    """
    asked = _telling(words)
    fitting = [one for one in certificates if _fits(asked, _telling(one.title))]
    order = {Validity.CURRENT: 0, Validity.AT_RISK: 1, Validity.EXPIRED: 2}
    return min(fitting, key=lambda one: order[Validity(one.state)], default=None)


def _telling(words: str) -> frozenset[str]:
    folded = fold(words).split()
    return frozenset(folded) - SAYS_NOTHING or frozenset(folded)


def _fits(asked: frozenset[str], held: frozenset[str]) -> bool:
    if not asked or not held:
        return False
    if asked <= held:
        return len(asked) > 1 or asked == held
    more = "".join(asked - held)
    return held < asked and len(held) > 1 and not any(letter.isdigit() for letter in more)


def _left_open(
    match: Match, chosen: Iterable[Offer], planned: Collection[tuple[str, UUID]]
) -> list[Line]:
    """The essential skills to grow that nothing in the plan grows, where there is one."""
    if not planned:
        return []
    grown = {key for offer in chosen for key in offer.teaches}
    grown |= {key for kind, key in planned if kind == "skill"}
    return [x for x in match.growing if x.need.essential and x.need.skill_id not in grown]
