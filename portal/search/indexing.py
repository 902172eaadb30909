"""The index in step with the database: what the worker does with what the outbox asks for.

The index is a cache. Whatever goes wrong with it, the answer is to build it again beside the one
that serves; pages ask the database meanwhile.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, or_, select

from portal import clock
from portal.communities import documents as communities
from portal.communities.models import Community, CommunityPost
from portal.communities.queries import KEPT
from portal.db import db, transaction
from portal.learning import documents as learning
from portal.learning.models import LearningItem
from portal.mentorship.mentors import documents as mentors
from portal.mentorship.models import Mentor
from portal.opportunities import documents as opportunities
from portal.opportunities.models import Opportunity
from portal.people.models import Person
from portal.programmes import documents as programmes
from portal.programmes.models import Programme
from portal.roles import documents as roles
from portal.roles.models import Role
from portal.search.places import place
from portal.skills import documents as skills
from portal.skills.models import Skill, Status
from search_index import Document, Index, IndexProblem
from search_index.digest import digest

ALL = "all"

# Kind of document → those of some ids, or of all.
SOURCES: dict[str, Callable[[Collection[UUID] | None], Iterator[Document]]] = {
    "role": roles.of,
    "skill": skills.of_skills,
    "person": skills.of_people,
    "mentor": mentors.of,
    "learning": learning.of,
    "opportunity": opportunities.of,
    "community": communities.of,
    "knowledge": communities.kept,
    "programme": programmes.of,
}

_opened: dict[Path, Index] = {}
_opening = threading.Lock()


def index(folder: Path) -> Index:
    """The index of this process. Raises IndexProblem while there is none that can be read."""
    with _opening:
        if folder not in _opened:
            _opened[folder] = place(folder).open()
        return _opened[folder]


def forget(folder: Path) -> None:
    """Open the index anew at the next use; after it was found damaged."""
    with _opening:
        _opened.pop(folder, None)


def apply(folder: Path, refs: Collection[str], then: Callable[[], object] = lambda: None) -> None:
    """Make the documents `refs` ("role:<uuid>", …) anew from the database as it is now.

    A thing that is gone, or that may no longer be found, leaves the index. "all" builds the whole
    index again. `then` changes the database: in one transaction with the index where that stands
    there, else after it. Raises IndexProblem when the index cannot be written.
    """
    if ALL in refs:
        rebuild(folder)
        with transaction():
            then()
        return
    place(folder).apply(index(folder), lambda: _made(refs), then)


def _made(refs: Collection[str]) -> tuple[list[Document], set[str]]:
    wanted = _by_kind(refs)
    if "role" in wanted:
        wanted.setdefault("opportunity", set()).update(opportunities.openings(wanted["role"]))
    found = [document for kind, ids in wanted.items() for document in SOURCES[kind](ids)]
    return found, _ids(wanted) - {document.id for document in found}


def leave(folder: Path, refs: Collection[str]) -> None:
    """Take documents out of the index in the transaction that is under way, where the index stands
    in the same database. Elsewhere, and where it cannot be written just now, the worker does it:
    ask it to as well.
    """
    with suppress(IndexProblem):
        place(folder).leave(_ids(_by_kind(refs)))


def _ids(wanted: Mapping[str, Collection[UUID]]) -> set[str]:
    return {f"{kind}:{key}" for kind, ids in wanted.items() for key in ids}


def _by_kind(refs: Iterable[str]) -> dict[str, set[UUID]]:
    wanted: dict[str, set[UUID]] = {}
    for ref in refs:
        kind, _, key = ref.partition(":")
        if kind in SOURCES:
            wanted.setdefault(kind, set()).add(UUID(key))
    if "person" in wanted:  # who mentors stands in the index once more, by the same name
        wanted.setdefault("mentor", set()).update(wanted["person"])
    return wanted


def rebuild(folder: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Build the whole index beside the one that serves and swap it in. How many documents it has.

    `progress` is told (documents done, documents expected).
    """
    expected = count()
    done = place(folder).rebuild(_all(expected, progress))
    if progress:
        progress(done, expected)
    forget(folder)
    return done


def wipe(folder: Path) -> bool:
    """Rid the index of the words of what was removed; whether it is to be tidied up later."""
    left = place(folder).wipe(_all(0, None))
    forget(folder)
    return left


def tidy(folder: Path) -> None:
    """Remove what was kept for those who were reading it."""
    place(folder).tidy()


def _all(expected: int, progress: Callable[[int, int], None] | None) -> Iterator[Document]:
    """Every document the database would make."""
    done = 0
    for source in SOURCES.values():
        for document in source(None):
            done += 1
            if progress and done % 100 == 0:
                progress(done, expected)
            yield document


def count() -> int:
    """How many documents the database would make."""
    session = db.session
    here = or_(Person.left_on.is_(None), Person.left_on > clock.today())
    roles_count = select(func.count()).select_from(Role).where(Role.status == "active")
    skills_count = select(func.count()).select_from(Skill).where(Skill.status == Status.ACTIVE)
    people_count = select(func.count()).select_from(Person).where(here)
    mentors_count = (
        select(func.count())
        .select_from(Mentor)
        .join(Mentor.person)
        .where(Mentor.state == "open", here)
    )
    items = select(func.count()).select_from(LearningItem).where(LearningItem.status == "active")
    offered = select(func.count()).select_from(Opportunity).where(opportunities.found())
    open_ones = select(func.count()).select_from(Community).where(communities.OPEN)
    kept = select(func.count()).select_from(CommunityPost).where(KEPT)
    announced = select(func.count()).select_from(Programme).where(programmes.ANNOUNCED)
    counts = (roles_count, skills_count, people_count, mentors_count, items, offered, open_ones,
              kept, announced)  # fmt: skip
    return sum(session.scalar(statement) or 0 for statement in counts)


def _due() -> set[str]:
    """The ids of the documents the database would make."""
    here = or_(Person.left_on.is_(None), Person.left_on > clock.today())
    wanted = {
        "role": select(Role.id).where(Role.status == "active"),
        "skill": select(Skill.id).where(Skill.status == Status.ACTIVE),
        "person": select(Person.id).where(here),
        "mentor": select(Mentor.id).join(Mentor.person).where(Mentor.state == "open", here),
        "learning": select(LearningItem.id).where(LearningItem.status == "active"),
        "opportunity": select(Opportunity.id).where(opportunities.found()),
        "community": select(Community.id).where(communities.OPEN),
        "knowledge": select(CommunityPost.id).where(KEPT),
        "programme": select(Programme.id).where(programmes.ANNOUNCED),
    }
    return {
        f"{kind}:{key}"
        for kind, statement in wanted.items()
        for key in db.session.scalars(statement)
    }


def differences(folder: Path, *, content: bool = False) -> list[str]:
    """What the index and the database do not agree on, in words; empty when they agree.

    content: whether every document is made and compared, and not only its id.
    """
    try:
        held = index(folder).digests()
    except IndexProblem as problem:
        return [f"The search index cannot be read: {problem}"]
    words = []
    if place(folder).outdated():
        words.append("The search index was made with another subword table.")
    due = _contents() if content else dict.fromkeys(_due())
    if absent := due.keys() - held.keys():
        words.append(f"{_are(absent)} not in the search index, such as {min(absent)}.")
    if extra := held.keys() - due.keys():
        words.append(f"{_are(extra)} in the search index and nowhere else, such as {min(extra)}.")
    if stale := [key for key, told in due.items() if told and held.get(key, told) != told]:
        words.append(f"{_are(stale)} out of date in the search index, such as {stale[0]}.")
    return words


def _are(things: Collection[str]) -> str:
    return "1 thing is" if len(things) == 1 else f"{len(things)} things are"


def _contents() -> dict[str, str | None]:
    """Each document the database would make, by its id: its digest."""
    return {
        document.id: digest(document) for source in SOURCES.values() for document in source(None)
    }
