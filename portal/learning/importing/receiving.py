"""Statements as they come over the network: some at once, each known by its id, each once."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from portal import clock
from portal.db import adding, columns, db
from portal.errors import Refused
from portal.learning.importing import statements
from portal.learning.importing.models import ReceivedStatement
from portal.learning.importing.statements import (
    Malformed,
    NobodyKnown,
    NothingKnown,
    Outcome,
    Said,
    Untaken,
)

MOST = 50
KEPT = timedelta(days=400)
SHOWN = timedelta(days=90)
LONGEST_NAME = 300
# What a record store writes into a statement by itself is no other content.
_STORED = frozenset({"stored", "authority", "version", "id"})
log = logging.getLogger("portal.learning.statements")


def receive(written: Any, only: UUID | None, statement_id: UUID | None = None) -> list[UUID]:
    """Take one statement, or a list of them, in the transaction of the caller. Out: their ids.

    In: what was sent; the person whose learning it must be, None for anybody's; the id that the
    address gave. What is no statement refuses all of them: raises Malformed with its number. Raises
    Refused where an id is known with another content. What cannot be taken is left, and said.
    """
    listed = written if isinstance(written, list) else [written]
    if not 1 <= len(listed) <= MOST or (statement_id and len(listed) > 1):
        raise Malformed(f"Send 1 to {MOST} statements at once, or one where the address names it.")
    known: dict[UUID, tuple[dict[str, Any], Said | Untaken | None]] = {}
    for number, one in enumerate(listed, 1):
        try:
            key = _key(one, statement_id)
            if key in known:
                raise Malformed("its id is that of another one.")
            known[key] = one, _read(one)
        except Malformed as no:
            raise Malformed(f"Statement {number}: {no}") from None
    for key, (one, said) in sorted(known.items(), key=lambda pair: _whose(pair[1][1])):
        _once(key, one, said, only)
    return list(known)


def _key(one: Any, named: UUID | None) -> UUID:
    if not isinstance(one, dict):
        raise Malformed("it is not an object.")
    given = one.get("id")
    try:
        key = UUID(given) if given is not None else named or uuid4()
    except (ValueError, TypeError, AttributeError):
        raise Malformed("its id is not a UUID.") from None
    if named is not None and key != named:
        raise Malformed("its id is not that of the address.")
    return key


def _read(one: dict[str, Any]) -> Said | Untaken | None:
    """What it says; raises Malformed where it is no statement."""
    _whole(one)
    try:
        return statements.read({"timestamp": clock.now().isoformat()} | one)
    except Malformed:
        raise
    except Untaken as no:
        return no


def _whole(one: dict[str, Any]) -> None:
    for part in ("actor", "verb", "object"):
        if not isinstance(one.get(part), dict):
            raise Malformed(f"it has no {part}.")
    if not isinstance(one["verb"].get("id"), str):
        raise Malformed("its verb has no id.")


def _whose(said: Said | Untaken | None) -> str:
    """People are locked one after the other, in one order; what is said of one keeps its own."""
    return said.email.lower() if isinstance(said, Said) else ""


def _once(key: UUID, one: dict[str, Any], said: Said | Untaken | None, only: UUID | None) -> None:
    content = {name: part for name, part in one.items() if name not in _STORED}
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    if not _first(key, digest):
        before = select(ReceivedStatement.digest).where(ReceivedStatement.id == key)
        if db.session.scalar(before) != digest:
            raise Refused(f"Statement {key} was received before, and said something else.")
        return
    outcome, thing = _taken(key, said, only)
    row = db.session.get_one(ReceivedStatement, key)
    row.outcome, row.thing = outcome, thing


def _first(key: UUID, digest: str) -> bool:
    """Whether it comes for the first time. The same one sent at this moment waits here."""
    row = {"id": key, "digest": digest, "outcome": "other", "thing": "", "at": clock.now()}
    statement = adding(ReceivedStatement).values(row).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(ReceivedStatement.id)) is not None


def _taken(key: UUID, said: Said | Untaken | None, only: UUID | None) -> tuple[str, str]:
    """What became of it. The log says it in words, and of nobody by name."""
    if said is None:
        return Outcome.OTHER, ""
    try:
        if isinstance(said, Untaken):
            raise said
        with db.session.begin_nested():
            return statements.take(said, only), ""
    except (Untaken, Refused) as no:
        log.info("statement not taken: %s", no, extra={"statement": str(key)})
        thing = said.thing[:LONGEST_NAME] if isinstance(said, Said) else ""
        return _WHY.get(type(no), "refused"), thing if isinstance(no, NothingKnown) else ""


_WHY: dict[type[Exception], str] = {NobodyKnown: "nobody", NothingKnown: "nothing"}


def left() -> Sequence[tuple[str, str, int, datetime]]:
    """What lately came and was about nobody or nothing that is known here, the newest first.

    Out: why, what it was about, how often, and when the last time. One statement.
    """
    row = ReceivedStatement
    return [
        (why, thing, number, at)
        for why, thing, number, at in columns(
            select(row.outcome, row.thing, func.count(), func.max(row.at))
            .where(row.outcome.in_(("nobody", "nothing")), row.at > clock.now() - SHOWN)
            .group_by(row.outcome, row.thing)
            .order_by(func.max(row.at).desc())
            .limit(100)
        )
    ]


def forget_old() -> None:
    """After so long nobody sends a statement again."""
    db.session.execute(delete(ReceivedStatement).where(ReceivedStatement.at < clock.now() - KEPT))
