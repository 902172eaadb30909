"""What is suggested while somebody types: a few things of each kind, and the way to all results."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from portal.communities import queries as communities
from portal.communities.reading import kept_of
from portal.conditions import Actor
from portal.learning import queries as learning
from portal.opportunities import queries as opportunities
from portal.opportunities.states import Kind
from portal.opportunities.words import KINDS
from portal.pathways.queries import matches
from portal.roles.queries import lines_of
from portal.search import programmes
from portal.search.indexing import forget, index
from portal.search.lines import people_of, skills_of
from portal.search.queries import AUDIENCES
from search_index import IndexProblem, Suggestion
from search_index.model import Parts
from search_index.text import words, written_words

MOST = 7
# How many of each kind at least, where there are so many; in the order in which they stand.
SHARES = {
    "role": 2, "skill": 1, "learning": 1, "opportunity": 1, "community": 1, "knowledge": 0,
    "programme": 1, "mentor": 1, "person": 1,
}  # fmt: skip


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
    """Each kind its share, and what is left to those that have more. Who mentors is not suggested
    as a colleague once more.
    """
    mentors = {_id(one) for one in found.get("mentor", ())[: SHARES["mentor"]]}
    colleagues = [one for one in found.get("person", ()) if _id(one) not in mentors]
    known = {**found, "person": colleagues}
    numbers = {kind: min(SHARES[kind], len(listed)) for kind, listed in known.items()}
    for kind, listed in known.items():
        numbers[kind] += min(len(listed) - numbers[kind], MOST - sum(numbers.values()))
    return {kind: listed[: numbers[kind]] for kind, listed in known.items()}


def _options(
    actor: Actor, known: Mapping[str, Sequence[Suggestion]], typed: str, told: programmes.Told
) -> dict[str, list[Option]]:
    ids = {kind: [_id(one) for one in listed] for kind, listed in known.items()}
    people = people_of({*ids.get("person", ()), *ids.get("mentor", ())})
    made = {
        "role": _roles(actor, known.get("role", ()), typed),
        "skill": _skills(known.get("skill", ()), typed),
        "learning": _learning(known.get("learning", ())),
        "opportunity": _opportunities(known.get("opportunity", ()), typed),
        "community": _named(communities.lines_of, known.get("community", ()), "Community"),
        "knowledge": _named(kept_of, known.get("knowledge", ()), "Kept knowledge"),
        "programme": [(one, one.name, "Mentoring") for key in ids.get("programme", ())
                      if (one := told.get(key))],
        "mentor": [(p, p.name, p.job_title) for key in ids.get("mentor", ())
                   if (p := people.get(key)) and p.mentors],
        "person": [(p, p.name, p.job_title) for key in ids.get("person", ())
                   if (p := people.get(key))],
    }  # fmt: skip
    return {
        kind: [Option(row, begun(name, typed), note) for row, name, note in listed]
        for kind, listed in made.items()
    }


def _roles(actor: Actor, known: Collection[Suggestion], typed: str) -> list[tuple[Any, str, str]]:
    """Roles with the match, or with the other title that begins as typed."""
    rows = {key: row for key, row in lines_of([_id(one) for one in known]).items() if row.active}
    beside = matches(actor.id, [*rows])
    listed = []
    for one in known:
        if row := rows.get(_id(one)):
            match = beside[row.id]
            note = f"{match.pct}% match" if match.have else row.place
            listed.append((row, row.title, _called(one, row.title, typed) or note))
    return listed


def _skills(known: Collection[Suggestion], typed: str) -> list[tuple[Any, str, str]]:
    rows = skills_of([_id(one) for one in known])
    found = [(rows[_id(one)], one) for one in known if _id(one) in rows]
    return [
        (row, row.name, _called(one, row.name, typed) or _in_roles(row.roles)) for row, one in found
    ]


def _learning(known: Collection[Suggestion]) -> list[tuple[Any, str, str]]:
    rows = learning.lines_of([_id(one) for one in known])
    found = [rows[_id(one)] for one in known if _id(one) in rows]
    return [(row, row.title, row.provider) for row in found]


def _opportunities(known: Collection[Suggestion], typed: str) -> list[tuple[Any, str, str]]:
    """What is offered with its kind, an opening with the title of its role that begins as typed."""
    rows = opportunities.lines_of([_id(one) for one in known])
    listed = []
    for one in known:
        if row := rows.get(_id(one)):
            called = _called(one, row.title, typed) if row.kind == Kind.OPENING else ""
            note = "Looked for" if row.seeking else KINDS[Kind(row.kind)]
            listed.append((row, row.title, f"{note}: {called}" if called else note))
    return listed


def _named(
    lines_of: Callable[[Collection[UUID]], Mapping[UUID, Any]],
    known: Collection[Suggestion],
    note: str,
) -> list[tuple[Any, str, str]]:
    rows = lines_of([_id(one) for one in known])
    return [(rows[_id(one)], rows[_id(one)].title, note) for one in known if _id(one) in rows]


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
