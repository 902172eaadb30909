"""Who may read which part of a person's aspirations: the one rule, without the database.

Whatever shows aspirations by name, or tells their owner who sees them, asks `open_parts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from portal.aspirations.words import PARTS
from portal.audience import Audience

NOTHING: frozenset[str] = frozenset()


class Shares(Protocol):
    """What of an AspirationProfile the rule looks at."""

    roles_audience: Audience
    drivers_audience: Audience
    preferences_audience: Audience
    words_audience: Audience
    shared_with_manager_id: UUID | None


def audiences_of(shares: Shares | None) -> dict[str, Audience]:
    """The audience of each part. Without a profile nobody reads anything by name."""
    return {
        part: getattr(shares, f"{part}_audience") if shares else Audience.NOBODY for part in PARTS
    }


def open_parts(shares: Shares | None, groups: Audience, reader_id: UUID | None) -> frozenset[str]:
    """The parts open to a reader who belongs to `groups`; `reader_id` None is just anyone.

    What was shared with "my line manager" was shared with one person. Whoever follows them in
    that place sees nothing of it until the owner says so.
    """
    if shares is None:
        return NOTHING
    if reader_id is None or shares.shared_with_manager_id != reader_id:
        groups &= ~Audience.MANAGER
    return frozenset(
        part for part, audience in audiences_of(shares).items() if audience.includes(groups)
    )


def shares_with_manager(audiences: Mapping[str, Audience]) -> bool:
    """Whether any part is open to the line manager."""
    return any(Audience.MANAGER & audience for audience in audiences.values())


def asks_about_manager(shares: Shares | None, manager_id: UUID | None) -> bool:
    """Whether past shares wait for the owner to say if the manager they have now may see them."""
    return (
        shares is not None
        and manager_id is not None
        and shares.shared_with_manager_id != manager_id
        and shares_with_manager(audiences_of(shares))
    )


@dataclass(frozen=True)
class Settled:
    """What the owner's answer comes to: who the shares with the manager are for, and the rest."""

    audiences: dict[str, Audience]
    manager_id: UUID | None


def settle(
    shares: Shares | None,
    wanted: Mapping[str, Audience],
    manager_id: UUID | None,
    agreed: bool | None,
) -> Settled:
    """The shares as they are to be kept. `agreed` answers "share with your new manager too?".

    Without an answer old shares stay with the manager they were made for.
    """
    asked = asks_about_manager(shares, manager_id)
    if asked and agreed is False:
        wanted = {part: audience & ~Audience.MANAGER for part, audience in wanted.items()}
    if not shares_with_manager(wanted):
        return Settled(dict(wanted), None)
    if asked and agreed is None and shares is not None:
        return Settled(dict(wanted), shares.shared_with_manager_id)
    return Settled(dict(wanted), manager_id)


def newly_opened(shares: Shares | None, wanted: Mapping[str, Audience]) -> bool:
    """Whether a part is to be opened to the line manager that was not before."""
    before = audiences_of(shares)
    return any(Audience.MANAGER & wanted[part] & ~before[part] for part in wanted)
