"""What is suggested while somebody types: a few things of each kind, and the way to all results."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from portal.conditions import Actor
from portal.opportunities.states import Kind
from portal.opportunities.words import KINDS
from portal.pathways.gap import Match
from portal.pathways.queries import matches
from portal.search import programmes
from portal.search.indexing import forget, index
from portal.search.named import AT_ONCE, named
from portal.search.queries import AUDIENCES
from search_index import IndexProblem, Suggestion
from search_index.model import Parts
from search_index.text import words, written_words

MOST = AT_ONCE
# How many of each kind at least, where there are so many; in the order in which they stand.
SHARES = {
    "role": 2, "skill": 1, "learning": 1, "opportunity": 1, "community": 1, "knowledge": 0,
    "programme": 1, "mentor": 1, "person": 1,
}  # fmt: skip
NOTES = {"community": "Community", "knowledge": "Kept knowledge", "programme": "Mentoring"}


@dataclass(frozen=True)
class Option:
    """A thing to go to: its row as it is now, its name with what was typed marked, a short note."""

    row: Any
    name: Parts
    note: str


@dataclass
class Suggested:
    """The options by kind; `helped` is False while the index is being built."""

    groups: dict[str, list[Option]] = field(default_factory=dict)
    helped: bool = True


def suggested(folder: Path, actor: Actor, typed: str, kinds: Collection[str]) -> Suggested:
    """At most MOST options of these kinds for what is being typed."""
    try:
        names = index(folder)  # or else nothing is asked for in vain
        told = programmes.told(actor.id) if "programme" in kinds else {}
        audiences: dict[str, Collection[str]]
        audiences = {kind: AUDIENCES for kind in SHARES if kind in kinds}
        if "programme" in kinds:
            audiences["programme"] = programmes.audiences(told)
        known = _shared_out(names.suggest_of_each(typed, audiences, MOST))
    except IndexProblem:
        forget(folder)
        return Suggested(helped=False)
    groups = _options(actor, known, typed, told)
    return Suggested({kind: options for kind, options in groups.items() if options})


def _shared_out(found: Mapping[str, Sequence[Suggestion]]) -> dict[str, Sequence[Suggestion]]:
    """Each kind its share in turn, and what is left to those that have more. Who mentors is not
    suggested as a colleague once more.
    """
    mentors = {_id(one) for one in found.get("mentor", ())[: SHARES["mentor"]]}
    colleagues = [one for one in found.get("person", ()) if _id(one) not in mentors]
    known = {**found, "person": colleagues}
    turns = [kind for turn in (1, 2) for kind, share in SHARES.items() if share >= turn]
    for kind, listed in known.items():  # what is found is read when it is looked at: it is not here
        turns += [kind] * len(listed)
    numbers = dict.fromkeys(known, 0)
    for kind in turns:
        if numbers.get(kind, 0) < len(known.get(kind, ())) and sum(numbers.values()) < MOST:
            numbers[kind] += 1
    return {kind: listed[: numbers[kind]] for kind, listed in known.items()}


def _options(
    actor: Actor, known: Mapping[str, Sequence[Suggestion]], typed: str, told: programmes.Told
) -> dict[str, list[Option]]:
    of_all = [_id(one) for kind, listed in known.items() if kind != "programme" for one in listed]
    rows = named(of_all)
    beside = matches(actor.id, [key for key, row in rows.items() if row.kind == "role"])
    groups: dict[str, list[Option]] = {kind: [] for kind in SHARES}
    for kind, listed in known.items():
        for one in listed:
            row = told.get(_id(one)) if kind == "programme" else rows.get(_id(one))
            if row is not None and (kind != "mentor" or row.number):
                note = _note(kind, one, row, typed, beside)
                groups[kind].append(Option(row, begun(row.name, typed), note))
    return groups


def _note(kind: str, one: Suggestion, row: Any, typed: str, beside: Mapping[UUID, Match]) -> str:
    """A word beside a name: the other name that begins as typed, or else what it is."""
    if kind == "role":
        match = beside[row.id]
        own = f"{match.pct}% match" if match.have else row.note
        return _called(one, row.name, typed) or own
    if kind == "skill":
        return _called(one, row.name, typed) or _in_roles(row.number)
    if kind == "opportunity":
        note = "Looked for" if row.number else KINDS[Kind(row.note)]
        called = _called(one, row.name, typed) if row.note == Kind.OPENING else ""
        return f"{note}: {called}" if called else note
    return NOTES.get(kind) or row.note


def _called(one: Suggestion, name: str, typed: str) -> str:
    """The other name that begins as typed, where the name itself does not."""
    return "" if len(begun(name, typed)) > 1 else f"“{one.text}”"


def _in_roles(number: int) -> str:
    return "1 role" if number == 1 else f"{number} roles"


def begun(name: str, typed: str) -> Parts:
    """The name in pieces, the beginnings of words that were typed marked."""
    beginnings = sorted(set(words(typed)), key=len, reverse=True)
    return tuple(_pieces(name, beginnings))


def _pieces(name: str, beginnings: list[str]) -> Iterable[tuple[str, bool]]:
    at = 0
    for start, end, word in written_words(name):
        fits = next((one for one in beginnings if word.startswith(one)), "")
        if fits:
            # Folding may make a word longer or shorter: then it is marked whole.
            until = start + len(fits) if len(word) == end - start else end
            yield name[at:start], False
            yield name[start:until], True
            at = until
    yield name[at:], False


def _id(one: Suggestion) -> UUID:
    return UUID(one.id.partition(":")[2])
