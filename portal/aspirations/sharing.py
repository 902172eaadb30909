"""Who may read which part of a person's aspirations: the one rule, without the database.

Whatever shows aspirations by name, or tells their owner who sees them, asks `open_parts`. Which
groups a reader belongs to, and who the line manager is whom the owner agreed to, is asked before.
What is open to HR is so only as long as the owner's consent holds, see `consent`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from portal import clock
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.people import manager

NOTHING: frozenset[str] = frozenset()


class Shares(Protocol):
    """What of an AspirationProfile the rule looks at."""

    @property
    def roles_audience(self) -> Audience: ...

    @property
    def drivers_audience(self) -> Audience: ...

    @property
    def preferences_audience(self) -> Audience: ...

    @property
    def words_audience(self) -> Audience: ...

    @property
    def hr_until(self) -> date | None: ...


def audiences_of(shares: Shares | None) -> dict[str, Audience]:
    """The audience of each part as it holds today. Without a profile nobody reads anything by
    name, and without a consent that holds HR does not.
    """
    if shares is None:
        return dict.fromkeys(PARTS, Audience.NOBODY)
    past = Audience.NOBODY if consented(shares) else Audience.HR
    return {part: getattr(shares, f"{part}_audience") & ~past for part in PARTS}


def consented(shares: Shares) -> bool:
    """Whether the owner's consent to be read by HR holds today."""
    return shares.hr_until is not None and shares.hr_until >= clock.today()


def open_parts(shares: Shares | None, groups: Audience) -> frozenset[str]:
    """The parts open to a reader who belongs to `groups`."""
    if shares is None:
        return NOTHING
    return frozenset(
        part for part, audience in audiences_of(shares).items() if audience.includes(groups)
    )


def settle(
    person: manager.Led,
    shares: Shares | None,
    wanted: Mapping[str, Audience],
    agreed: bool | None,
) -> dict[str, Audience]:
    """The shares as they are to be kept. `agreed` answers "share with your new manager too?".

    The page shows a share that waits for that answer as one with the line manager: without an
    answer it goes on waiting, a no ends it.
    """
    before = audiences_of(shares)
    settled = {}
    for part, audience in wanted.items():
        if Audience.MANAGER & audience and manager.opens(person, before[part], audience):
            if manager.waits(person, before[part]) and agreed is None:
                audience = audience & ~manager.BOTH | Audience.WAITING
            elif agreed is False:
                audience &= ~Audience.MANAGER
        settled[part] = audience
    return settled


def newly_opened(
    person: manager.Led, shares: Shares | None, wanted: Mapping[str, Audience]
) -> bool:
    """Whether a part is to be opened to the line manager that was open to none before."""
    before = audiences_of(shares)
    return any(
        Audience.MANAGER & wanted[part] and not (before[part] & manager.BOTH) for part in wanted
    )
