"""Day after day: an organisation in which as few people change as may, and what is published."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from portal.insights.figures import Figures, Tally, Undeniable, publishable
from tests.insights.attack import Someone, organisation, tally

K = 5
Size = tuple[int, int, int, int, float, int]


def days(seed: int, size: Size) -> Iterator[list[Someone]]:
    """The same people each day; five of them say something else, the first of them every time."""
    people, dice = organisation(seed, *size), Random(seed)
    others = [organisation(seed + 100 + n, *size) for n in range(5)]
    while True:
        yield list(people)
        for n in (0, *dice.sample(range(1, len(people)), K - 1)):
            other = dice.choice(others)[n]
            people[n] = replace(people[n], aims=other.aims, wishes=other.wishes)


def published_days(seed: int, size: Size, number: int) -> list[tuple[Tally, Figures]]:
    """What is true and what is shown on each day that has figures of its own.

    Where none would be safe the old ones stay: then those who changed wait for the next day.
    """
    found: list[tuple[Tally, Figures]] = []
    for people, _ in zip(days(seed, size), range(number), strict=False):
        true = tally(people)
        try:
            shown, _withheld = publishable(true, K, [figures for _, figures in reversed(found)])
        except Undeniable:
            continue
        found.append((true, shown))
    return found
