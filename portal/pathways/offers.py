"""What can be learned, or done to learn, and who guides; beside what a person has chosen, can pay
and understands.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.opportunities.states import LIVE, TAKEN

MENTOR_HOURS = Decimal(6)
"""An hour a month, for half a year."""
UNSAID_HOURS = Decimal(4)
"""What an item counts for that does not say how long it takes."""
SOON = 92
KINDS = ("learning", "opportunity", "mentor")
OWN_LANGUAGE = "english"

APPLIED: frozenset[str] = frozenset(LIVE)
"""An application for an opportunity that is under way."""
HAS_PLACE: frozenset[str] = frozenset(TAKEN)
CHOSEN = APPLIED | {"planned", "assigned", "approval", "enrolled", "started", "done"}
LEARNED = frozenset({"completed", "current", "at risk", "expired"})
BEHIND = LEARNED - {"expired"}
"""What was learned in one of these need not be learned again before something else."""
PAID = CHOSEN - {"planned", "assigned"}


@dataclass(slots=True, eq=False)
class Offer:
    """Something to learn from, as it stands today; `teaches` says up to which level it leads,
    `before` what somebody has still to learn first.

    An opportunity has `weeks`, the last day to apply, whether a manager has to let one go
    (`release`), and the names of the skills it asks for (`brings`).
    """

    id: UUID
    title: str
    format: str
    provider: str
    internal: bool
    hours: Decimal
    cost: Decimal
    currency: str
    payer: str
    language: str
    starts_on: date | None
    places_left: int | None
    teaches: dict[UUID, int]
    before: tuple["Offer", ...] = ()
    weeks: int = 0
    apply_by: date | None = None
    release: bool = False
    brings: str = ""

    @property
    def kind(self) -> str:
        """What plans call it."""
        return "opportunity" if self.weeks else "learning"

    @property
    def takes(self) -> Decimal:
        """The hours it counts for by itself."""
        return self.hours or UNSAID_HOURS

    @property
    def takes_in_all(self) -> Decimal:
        """The hours it counts for, with what is to be learned before it."""
        return sum((one.takes for one in self.before), self.takes)

    @property
    def price(self) -> Decimal:
        """What I or my budget pay for it, with what is to be learned before it."""
        return sum((one.cost for one in (self, *self.before) if one.mine_to_pay), Decimal(0))

    @property
    def mine_to_pay(self) -> bool:
        return self.payer in ("person", "budget")


@dataclass(frozen=True)
class Guide:
    """A mentor who teaches some of the skills; `free` is how many more they can guide."""

    id: UUID
    name: str
    title: str
    teaches: frozenset[UUID]
    free: int
    mine: bool = False

    @property
    def open(self) -> bool:
        return self.mine or self.free > 0


@dataclass(frozen=True)
class Mine:
    """What of a person decides about a way, besides their skills.

    `standing` has the state of what they learn or learned, by item; `left` what is left of their
    budget, by currency, None where one person has no limit; `languages` are folded names.
    """

    today: date
    planned: Collection[tuple[str, UUID]] = frozenset()
    standing: Mapping[UUID, str] = field(default_factory=dict)
    left: Mapping[str, Decimal | None] = field(default_factory=dict)
    languages: Collection[str] = frozenset()

    def plans(self, key: UUID) -> bool:
        """Whether an item, an opportunity or a mentor is in my plan."""
        plans = self.planned
        return bool(plans) and any((kind, key) in plans for kind in KINDS)

    def chose(self, offer: Offer) -> bool:
        """Whether it is in my plan, or under way."""
        return self.plans(offer.id) or self.standing.get(offer.id) in CHOSEN

    def leads(self, offer: Offer) -> bool:
        """Whether it can be a stage of the way: no opportunity can that is full, or takes no more
        applications, but for one in which I have a place, or applied while it did.
        """
        standing = self.standing.get(offer.id)
        if offer.kind != "opportunity" or standing in HAS_PLACE:
            return True
        return offer.places_left != 0 and (standing in APPLIED or not self.too_late(offer))

    def too_late(self, offer: Offer) -> bool:
        """Whether the last day to apply has passed."""
        return offer.apply_by is not None and offer.apply_by < self.today

    def _beyond(self, amount: Decimal | int, currency: str) -> bool:
        left = self.left.get(currency, Decimal(0))
        return left is not None and amount > left

    def hindrances(self, offer: Offer) -> tuple[str, ...]:
        """What stands in the way of an offer, each of them told by `why.STANDS`."""
        parts = (offer, *offer.before)
        taken = sum(one.cost for one in parts if one.payer == "budget")
        language = offer.language.casefold()
        stands = (
            ("own money", any(one.payer == "person" and one.cost for one in parts)),
            ("beyond budget", self._beyond(taken, offer.currency)),
            ("full", offer.places_left == 0),
            ("far off", offer.starts_on is not None and (offer.starts_on - self.today).days > SOON),
            ("language", language not in ("", OWN_LANGUAGE) and language not in self.languages),
            ("learned", self.standing.get(offer.id) in LEARNED),
            ("too late", self.too_late(offer)),
            ("release", offer.release),
            ("brings", bool(offer.brings)),
        )
        return tuple(name for name, yes in stands if yes)

    def rung(self, offer: Offer) -> int:
        """0 for what I chose, else one more than there are hindrances."""
        return 0 if self.chose(offer) else 1 + len(self.hindrances(offer))
