"""Before the first page: tables, the demonstration, the search index. Then a word of welcome."""

import time
from collections.abc import Callable

from sqlalchemy import select, text

from portal import clock, demo, schema, timed, turnstile
from portal.config import Settings
from portal.db import Base, db, transaction
from portal.demo import figures
from portal.errors import Refused
from portal.insights.snapshot import take_snapshot
from portal.people.models import Person
from portal.search import indexing
from search_index import IndexProblem

Say = Callable[[str], object]
Step = Callable[[int, int], None]
DEMO = "demo"


def prepare(settings: Settings, say: Say, step: Step | None = None) -> None:
    """Make everything that is not there yet; a second start waits for the first and finds it done.

    Inside an application context. `step` is told (done, expected) of what takes long. Raises
    NewerData when a newer version wrote the data.
    """
    with turnstile.alone("prepare", wait=True):
        if schema.current(db.engine) != schema.newest():
            schema.upgrade(db.engine)
        if settings.demo and (unfinished() or not anybody()):
            say("Making the demonstration: the City of Port Ashby …")
            began = time.monotonic()
            people = demonstration(step=step)
            say(f"{people:,} people in {time.monotonic() - began:.1f} s.")
        _index(settings, say, step)


def anybody() -> bool:
    """Whether somebody is in the database."""
    found = db.session.scalar(select(Person.id).limit(1)) is not None
    db.session.rollback()
    return found


def unfinished() -> bool:
    """Whether the demonstration was begun and not ended: the machine was switched off meanwhile."""
    run = db.session.get(timed.TimedRun, DEMO)
    db.session.rollback()
    return run is not None and run.ran_at is None


def demonstration(people: int = 320, seed: int = 1, step: Step | None = None) -> int:
    """Make the demo organisation with its first snapshot. How many people.

    Raises Refused where there is anybody already who is not part of an unfinished demonstration.
    """
    if unfinished():
        _empty()
    elif anybody():
        raise Refused(
            "There are people in the database already. The demonstration is made in an empty one: "
            "name another folder with ASPIRE_INSTANCE, or another database."
        )
    timed.failed(DEMO, "unfinished")
    made = demo.create(people, seed, step or (lambda _done, _expected: None))
    take_snapshot(clock.now())
    figures.earlier(seed)
    timed.ran(DEMO)
    return made


def _empty() -> None:
    """Remove what an interrupted demonstration left, which nobody has used yet."""
    tables = Base.metadata.sorted_tables
    with transaction() as session:
        if db.engine.dialect.name == "postgresql":
            # Deleting looks for references to every row, which takes hours in a large organisation.
            names = map(db.engine.dialect.identifier_preparer.format_table, tables)
            session.execute(text(f"TRUNCATE TABLE {', '.join(names)}"))
            return
        for table in reversed(tables):
            session.execute(table.delete())


def _index(settings: Settings, say: Say, step: Step | None) -> None:
    try:
        indexing.index(settings.index_folder)
    except IndexProblem:
        began = time.monotonic()
        indexing.rebuild(settings.index_folder, step)
        say(f"Search index built in {time.monotonic() - began:.1f} s.")
    finally:
        indexing.forget(settings.index_folder)


def welcome(settings: Settings, host: str, port: int, *, empty: bool) -> None:
    """Say where the portal is and who can sign in, or how somebody comes to (where `empty`)."""
    where = f"[{host}]" if ":" in host else host
    lines = ["", f"Aspire is at http://{where}:{port}"]
    if settings.demo:
        lines += [f"Sign in with the password {demo.PASSWORD} as", ""]
        lines += [f"  {email:26} {who}" for email, who in demo.ACCOUNTS.items()]
    elif empty:
        lines += [
            "Nobody can sign in yet. Make the first account, which asks for its password:",
            "",
            "  aspire user add EMAIL --name NAME --department DEPARTMENT --admin",
        ]
    print("\n".join(lines), "\n", flush=True)  # noqa: T201 - said to a terminal
