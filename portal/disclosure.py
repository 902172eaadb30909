"""One count of people: when it may be said, how, and when another one may follow it.

Counts a reader sees pass through here, whoever makes them; `portal.insights.suppress` has the rules
for whole tables. Sources: see there.
"""

FLOOR = 5
BASE = 5


def rounded(count: int) -> int:
    """`count` to the nearest 5. A whole number is never halfway."""
    return (count + BASE // 2) // BASE * BASE


def shown(count: int, k: int) -> int | None:
    """What may be shown of a count by itself: rounded, or None below the threshold.

    Raises ValueError for a threshold under 5: nobody may lower it, by whatever way.
    """
    if k < FLOOR:
        raise ValueError(f"The threshold is at least {FLOOR}.")
    return None if count < k else rounded(count)


def enough_changed(left: int, came: int, k: int) -> bool:
    """Whether at least k people changed since the last snapshot.

    `left` contributions are gone and `came` are new; one person can be in both, so the larger of
    the two is how many people changed at least. A new snapshot one person apart would show what
    that person said.
    """
    return max(left, came) >= k
