"""An organisation to measure: made once for each size, and asked as a browser would ask."""

import hashlib
import io
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, event, select
from werkzeug.test import EnvironBuilder

from portal import clock, create_app, prepare, schema
from portal.accounts import rules
from portal.accounts.models import Account
from portal.accounts.sessions import COOKIE
from portal.config import ROOT, read
from portal.db import db, transaction
from portal.mentorship.mentors import answering
from portal.outbox import OutboxRow
from portal.roles import asked, moved, neighbours
from portal.roles.likeness import kindred, sums
from portal.search import indexing
from portal.skills.finding import vectors
from search_index.whoosh_index import WhooshIndex

MADE_FROM = ("migrations/versions", "portal/demo", "portal/roles/likeness", "search_index")
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """The settings of a portal in `folder`, and in `database` if there is one beside it; nothing
    else of the environment counts.
    """
    settings = {"ASPIRE_INSTANCE": str(folder), "ASPIRE_DEMO": "1", "SECRET_KEY": "b" * 64}
    return settings | ({"DATABASE_URL": database} if database else {})


def organisation(folder: Path, people: int, database: str = "") -> tuple[Flask, dict[str, float]]:
    """The portal in `folder` with about `people` persons, and what making it took.

    It is kept for the next run, until the tables, the demonstration or the index change. The
    figures are empty where it was there already. What the worker prepares every night for pages to
    read is there, as in service.
    """
    stamp = folder / "made-from"
    if stamp.exists() and stamp.read_text() == _digest():
        return create_app(read(environment(folder))), {}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    app = create_app(read(environment(folder, database)))
    with app.app_context():
        schema.upgrade(db.engine)
        began = time.process_time()
        prepare.demonstration(people)
        made = time.process_time() - began
        began = time.process_time()
        documents = indexing.rebuild(app.config["SETTINGS"].index_folder)
        indexed = time.process_time() - began
        _night()
        _nothing_waits()
    stamp.write_text(_digest())
    return app, {"people": made, "index": indexed, "documents": documents}


def _night() -> None:
    """What pages read and the worker prepares; without it they would do with less, or do it."""
    for module in (sums, neighbours, kindred, moved, answering):
        module.prepare(clock.now())
    vectors.build()
    asked.build()
    db.session.remove()


def _nothing_waits() -> None:
    """The demonstration leaves thousands of notices to be written, which the worker does at once:
    no organisation in service has them waiting, and the page of the administrators counts them.
    """
    with transaction() as session:
        session.execute(delete(OutboxRow).where(OutboxRow.kind.startswith("notify.")))


def _digest() -> str:
    files = sorted(file for part in MADE_FROM for file in (ROOT / part).rglob("*.*"))
    whole = hashlib.sha256()
    for file in files:
        if "__pycache__" not in file.parts:
            whole.update(file.read_bytes())
    return whole.hexdigest()


def token(app: Flask, email: str) -> str:
    """The token of a new session of this demo account."""
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.email == email)).one()
        made = rules.open_session(account, device="a benchmark")
        db.session.commit()
    return made


class Visit:
    """One person's requests to a WSGI application, with nothing of a test client around them."""

    def __init__(self, app: Flask, cookie: str = "") -> None:
        self.app = app
        self.cookie = f"{COOKIE}={cookie}" if cookie else ""

    def environ(self, path: str, *, htmx: bool = False, encodings: str = "") -> dict[str, Any]:
        """The request as the server hands it over."""
        environ = EnvironBuilder(path=path).get_environ()
        environ |= {"HTTP_COOKIE": self.cookie, "HTTP_ACCEPT_ENCODING": encodings}
        return environ | (HTMX if htmx else {})

    def ask(self, environ: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _problem: object = None) -> Any:
            told["status"], told["headers"] = int(status[:3]), dict(headers)
            return lambda _data: None

        answer = self.app(environ | {"wsgi.input": io.BytesIO()}, start)
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        return told["status"], told["headers"], body

    def get(self, path: str, **how: Any) -> bytes:
        """The body of a page, which must be answered 200."""
        status, _, body = self.ask(self.environ(path, **how))
        if status != 200:
            raise AssertionError(f"{path} answered {status}")
        return body


def unheard(app: Flask, act: Callable[[], object]) -> Callable[[], object]:
    """The act as if nothing was known of its words from the run before."""
    with app.app_context():
        held = indexing.index(app.config["SETTINGS"].index_folder)
    if not isinstance(held, WhooshIndex):
        return act
    return lambda: (held.orders.forget(), act())


@dataclass(frozen=True)
class Cost:
    """Milliseconds of an act, of the processor unless a clock was given, and how many times the
    first act of the same runs it is.

    The ratio is the median of the ratios of neighbours in time, which a busy machine slows alike.
    """

    ms: float
    ratio: float


def cost(
    *acts: Callable[[], object], runs: int, clock: Callable[[], float] = time.process_time
) -> list[Cost]:
    """What each act costs, in runs taken in turn, after two to warm up."""
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(runs + 2):
        for act, times in zip(acts, taken, strict=True):
            began = clock()
            act()
            times.append((clock() - began) * 1000)
    measured = [times[2:] for times in taken]
    return [
        Cost(
            statistics.median(times),
            statistics.median(a / b for a, b in zip(times, measured[0], strict=True)),
        )
        for times in measured
    ]


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that run inside the block."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
