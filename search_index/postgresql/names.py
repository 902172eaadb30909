"""The names of documents with their vectors: in the database for all, on each machine to be read.

A row of the table is a name as it is written, whatever documents are called so; the vector is made
by whoever writes. A machine keeps what it has read in a file that its processes map, and reads what
was written since. Without numpy, or without the subword table, all of this is absent, and words
alone find and order.
"""

import fcntl
import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, Engine, text

from search_index import meaning
from search_index.closeness import comparable, vote
from search_index.meaning import NAMES_OF_PEOPLE, Tools
from search_index.postgresql.called import Listed
from search_index.postgresql.entry import shortened
from search_index.query import MAX_TEXT
from search_index.text import told

if TYPE_CHECKING:
    from search_index.postgresql.vectors import Names, Ordered

log = logging.getLogger(__name__)

Near = Mapping[str, Mapping[str, tuple[float, float]]]
"""Kind -> name -> (how near in meaning, up to 1; its vote), for the kinds that are compared."""

Nearest = Callable[[str, Collection[str]], Near]
"""What is near in meaning to a text, among some kinds."""

_FEW = 4_000
"""So many names are read by whoever asks; more of them beside the search that comes first."""

_AT_ONCE = 5_000

_PUT = text("""
    INSERT INTO index_name AS old (build, short, kind, name, documents, numbers, written)
    SELECT :build, short, kind, name, documents, numbers,
           CAST(CAST(pg_current_xact_id() AS text) AS bigint)
    FROM unnest(CAST(:shorts AS text[]), CAST(:kinds AS text[]), CAST(:names AS text[]),
                CAST(:documents AS int[]), CAST(:numbers AS bytea[]))
        AS given (short, kind, name, documents, numbers)
    ON CONFLICT (build, short, kind) DO UPDATE SET documents = old.documents + excluded.documents
""")
_GONE = text(
    "DELETE FROM index_name WHERE build = :build AND short = ANY(:shorts) AND documents <= 0"
)
_STAMP = text("SELECT stamp FROM index_build WHERE number = :build")
# Whatever was written by who had not ended by then, however early they began. The first condition
# is for the index alone.
_SINCE = text("""
    SELECT kind, name, numbers FROM index_name
    WHERE build = :build
        AND written >= CAST(CAST(pg_snapshot_xmin(CAST(:since AS pg_snapshot)) AS text) AS bigint)
        AND NOT pg_visible_in_snapshot(
            CAST(CAST(written AS text) AS xid8), CAST(:since AS pg_snapshot))
""")
_MANY = text("""
    SELECT count(*) FROM (SELECT FROM index_name WHERE build = :build LIMIT :most) AS few
""")
_NOW = text("SELECT CAST(pg_current_snapshot() AS text)")
_NEVER = "1:1:"
"""A snapshot in which nothing is visible yet."""


def put(
    connection: Connection, build: int, changed: Counter[tuple[str, str]], *, forget: bool = True
) -> None:
    """Add to how many documents have these names; a name that is new gets its vector.

    forget: whether a name that nothing has any more leaves at once.
    """
    listed = [one for one in sorted(changed) if changed[one]]
    if not listed:
        return
    kit = meaning.tools()
    if kit is not None and connection.execute(_STAMP, {"build": build}).scalar() != kit.stamp:
        kit = None
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        given = {
            "build": build,
            "shorts": [shortened(name) for _, name in part],
            "kinds": [kind for kind, _ in part],
            "names": [name for _, name in part],
            "documents": [changed[one] for one in part],
            "numbers": _encoded(kit, [name for _, name in part]),
        }
        connection.execute(_PUT, given)
    fewer = [shortened(name) for kind, name in listed if changed[kind, name] < 0]
    if fewer and forget:
        connection.execute(_GONE, {"build": build, "shorts": fewer})


def _encoded(kit: Tools | None, names: list[str]) -> list[bytes | None]:
    if kit is None:
        return [None] * len(names)
    listed: list[bytes | None] = import_module("search_index.postgresql.vectors").encoded(
        names, kit.table
    )
    return listed


@dataclass(slots=True)
class _Held:
    """What a process has of the names of a build: those of the file, and those written since."""

    build: int
    generation: int
    since: str
    base: "Mapping[str, Ordered]"
    fresh: dict[str, dict[str, bytes]] = field(default_factory=dict)
    made: "dict[str, Names]" = field(default_factory=dict)

    def listed(self, kinds: Collection[str]) -> Listed | None:
        """The names of these kinds. None where too many are in no order."""
        if sum(len(self.fresh.get(kind, ())) for kind in kinds) > _FEW:
            return None
        return Listed(
            {kind: self.base[kind] for kind in kinds if kind in self.base},
            {kind: [*self.fresh[kind]] for kind in kinds if kind in self.fresh},
        )


class Served(NamedTuple):
    """What is searched: a build, how often it was written, the table its names are encoded by."""

    build: int
    generation: int
    stamp: str


class Here(NamedTuple):
    """The names of an index for one search."""

    nearby: "Nearby"
    connection: Connection
    served: Served

    def near(self, typed: str, kinds: Collection[str]) -> Near:
        """The names nearest to what was typed. Nothing where names cannot be compared."""
        return self.nearby.near(self.connection, self.served, told(typed[:MAX_TEXT]), kinds)

    def listed(self, kinds: Collection[str]) -> Listed | None:
        """All names of some kinds. None where not all of them are known here."""
        return self.nearby.listed(self.connection, self.served, kinds)


class Nearby:
    """The names of an index with their vectors, as one process has them."""

    def __init__(self, engine: Engine, folder: Path | None) -> None:
        self._engine, self._folder = engine, folder
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._reading: threading.Thread | None = None

    def listed(
        self, connection: Connection, served: Served, kinds: Collection[str]
    ) -> Listed | None:
        """See Here."""
        if NAMES_OF_PEOPLE.intersection(kinds):
            return None
        with self._lock:
            held = self._follow(connection, served)
            return held.listed(kinds) if held else None

    def near(
        self, connection: Connection, served: Served, typed: str, kinds: Collection[str]
    ) -> Near:
        """See Here."""
        kit = meaning.tools()
        if kit is None or not comparable(typed):
            return {}
        with self._lock:
            held = self._follow(connection, served)
            if held is None:
                return {}
            pieces = {
                kind: [some[kind] for some in (held.made, held.base) if kind in some]
                for kind in kinds
            }
        found: dict[str, dict[str, tuple[float, float]]] = {}
        for kind, listed in pieces.items():
            if listed:
                steepness, _ = vote(kind)
                names = found.setdefault(kind, {})
                for one in kit.nearest.near(listed, kit.table, typed, steepness):
                    name = listed[one.piece].label(one.label)
                    names.setdefault(name, (one.likeness, one.votes))
        return found

    def _follow(self, connection: Connection, served: Served) -> _Held | None:
        """What is held, brought up to date. None where names are encoded by another table."""
        kit, (build, generation, stamp) = meaning.tools(), served
        if kit is None or kit.stamp != stamp:
            return None
        if self._held is None or self._held.build != build:
            self._held = self._start(connection, build, kit)
        held = self._held
        if held is None or held.generation == generation:
            return held
        given = {"build": build, "since": held.since}
        vectors = import_module("search_index.postgresql.vectors")
        since = connection.execute(_NOW).scalar_one()
        changed = set()
        for kind, name, numbers in connection.execute(_SINCE, given):
            held.fresh.setdefault(kind, {})[name] = numbers
            changed.add(kind)
        for kind in changed:
            held.made[kind] = vectors.made(held.fresh[kind], kit.table.dims)
        held.since, held.generation = since, generation
        return held

    def _start(self, connection: Connection, build: int, kit: Tools) -> _Held | None:
        """Few names are read as if all were new; many from the file of this machine."""
        given = {"build": build, "most": _FEW + 1}
        file = self._file(build, kit)
        if file is None or connection.execute(_MANY, given).scalar_one() <= _FEW:
            return _Held(build, -1, _NEVER, {})
        try:
            base, since = import_module("search_index.postgresql.vectors").read(file, kit.table)
        except OSError:
            self._read_beside(build, file, kit)
            return None
        return _Held(build, -1, since, base)

    def _file(self, build: int, kit: Tools) -> Path | None:
        return self._folder / f"names-{build}.near{kit.stamp}" if self._folder else None

    def _read_beside(self, build: int, file: Path, kit: Tools) -> None:
        """Write the file in a thread of its own, unless somebody does; words alone meanwhile."""
        if self._reading is None or not self._reading.is_alive():
            self._reading = threading.Thread(
                target=self._read, args=(build, file, kit), daemon=True
            )
            self._reading.start()

    def _read(self, build: int, file: Path, kit: Tools) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(file.with_name("names.lock"), "a", encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with self._engine.connect() as plain:
                    connection = plain.execution_options(isolation_level="REPEATABLE READ")
                    since = connection.execute(_NOW).scalar_one()
                    given = {"build": build, "since": _NEVER}
                    rows = connection.execute(_SINCE, given).all()
                import_module("search_index.postgresql.vectors").write(file, rows, kit.table, since)
                for old in file.parent.glob("names-*.near*"):
                    if old != file:
                        old.unlink(missing_ok=True)
        except BlockingIOError:
            return
        except Exception as problem:
            log.warning("names are not encoded", extra={"why": type(problem).__name__})
