"""What a way takes in all: my time, and who pays how much; per currency, nothing converted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from portal.learning.enrolling.money import Allowance
from portal.learning.money import money
from portal.pathways.offers import PAID, UNSAID_HOURS, Mine, Offer
from portal.pathways.ways import Way
from portal.plans.dating import HOURS_A_WEEK

WEEKS_A_MONTH = Decimal(52) / 12

Sums = Mapping[str, Decimal]


@dataclass(frozen=True)
class Totals:
    """The sums of a way. `weeks` are those of opportunities, which have hours of their own in a
    week: `paced` are the hours besides. `budget` is all that comes from my budget, `set_aside` what
    is taken from it already; `left` is what is left of it now, None without a limit for one
    person.
    """

    hours: Decimal
    paced: Decimal
    weeks: int
    unsaid: int
    me: Sums
    organisation: Sums
    budget: Sums
    set_aside: Sums
    left: Mapping[str, Decimal | None]

    @property
    def months(self) -> int:
        """How long it takes beside one's work, at HOURS_A_WEEK and one after the other; at least a
        month.
        """
        months = (self.paced / HOURS_A_WEEK + self.weeks) / WEEKS_A_MONTH
        return max(1, int(months.to_integral_value(ROUND_CEILING)))

    @property
    def after(self) -> dict[str, Decimal]:
        """What is left of my budget afterwards, by currency; below none where it is not enough.

        Nothing of a currency in which there is no budget, or no limit for one person.
        """
        return {
            currency: left - amount + self.set_aside.get(currency, Decimal(0))
            for currency, amount in self.budget.items()
            if (left := self.left.get(currency)) is not None
        }


def totals(way: Way, mine: Mine) -> Totals:
    """The sums over what is on the way, each item once."""
    offers = way.offers
    paid = [one for one in offers if mine.standing.get(one.id) in PAID]
    return Totals(
        hours=way.hours,
        paced=way.hours - sum(one.takes for one in offers if one.weeks),
        weeks=sum(one.weeks for one in offers),
        unsaid=sum(not one.hours for one in offers),
        me=_sums(offers, "person"),
        organisation=_sums(offers, "organisation"),
        budget=_sums(offers, "budget"),
        set_aside=_sums(paid, "budget"),
        left=mine.left,
    )


def _sums(offers: Iterable[Offer], payer: str) -> Sums:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in offers:
        if one.payer == payer and one.cost:
            sums[one.currency] += one.cost
    return dict(sums)


def in_words(sums: Sums) -> str:
    """ "£90", "£90 and CHF 40", "Nothing"."""
    return " and ".join(money(sums[currency], currency) for currency in sorted(sums)) or "Nothing"


def budget_words(totals: Totals, allowance: Allowance | None) -> tuple[str, str] | None:
    """What comes from my budget: ("From your £500 budget", "£90, leaves £410"); None where neither
    is anything taken nor is there a budget.
    """
    if allowance is None and not totals.budget:
        return None
    label = "From a learning budget"
    if allowance is not None and totals.budget.keys() <= {allowance.currency}:
        label = f"From your {money(allowance.amount, allowance.currency)} budget"
    words = in_words(totals.budget)
    for currency in sorted(totals.budget.keys() - totals.left.keys()):
        words += f", no budget in {currency}" if totals.left else ", your department has none"
    for currency, rest in sorted(totals.after.items()):
        if rest < 0:
            words += f", {money(-rest, currency)} more than is left"
        else:
            words += f", leaves {money(rest, currency).lower()}"
    if allowance is not None and allowance.currency not in totals.budget:
        words += f", leaves {money(allowance.left, allowance.currency).lower()}"
    return label, words


def told(totals: Totals) -> str:
    """How the time was counted, in a sentence."""
    words = f"Counted at {HOURS_A_WEEK} hours a week, each item once."
    if totals.weeks:
        words += " What is done with others counts with its own weeks."
    if totals.unsaid:
        some = "One item does" if totals.unsaid == 1 else f"{totals.unsaid} items do"
        words += f" {some} not say how long it takes and counts for {UNSAID_HOURS} hours."
    return words
