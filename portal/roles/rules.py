"""Changing the catalogue of roles."""

from uuid import UUID

from sqlalchemy import insert, text

from portal import audit, clock, outbox
from portal.batches import batches
from portal.db import db
from portal.outbox import OutboxRow
from portal.roles import kin
from portal.roles.importing.catalogue import Catalogue, Tell, silent
from portal.roles.importing.compare import compare
from portal.roles.importing.plan import Plan, table_of

CHUNK = 2000


def bring_in(
    catalogue: Catalogue, *, retire: bool = False, by: UUID | None = None, tell: Tell = silent
) -> Plan:
    """Make the roles of the catalogue's source what the catalogue says, in this transaction.

    In: the catalogue; whether roles it no longer has are retired; who does it (None: an operator).
    Out: what was done. Doing it again changes nothing. Raises Refused before anything is written.
    """
    one_import_at_a_time()
    tell("Comparing with what is there", 0.0)
    plan = compare(catalogue, retire=retire)
    written = 0

    def done(rows: int) -> None:
        nonlocal written
        written += rows
        tell("Writing", written / max(1, plan.changes))

    plan.carry_out(db.session.connection(), done)
    if plan.changes:
        _stain(plan.stained)
        counts = f"{len(plan.created)} roles created, {len(plan.altered)} changed"
        skills = f"{len(plan.skills.put)} skills created, {len(plan.skills.changed)} changed"
        detail = f"{catalogue.source}: {counts}, {len(plan.retired)} retired; {skills}"
        audit.record("roles.import", actor_id=by, detail=detail)
        kin.weigh_soon()
    return plan


def one_import_at_a_time() -> None:
    """Two imports at once would both create what is new; SQLite has only one writer anyway."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("select pg_advisory_xact_lock(hashtext('aspire roles import'))"))


def _stain(refs: set[str]) -> None:
    """Bulk writing bypasses the session's own staining, so the rows are put here."""
    now = clock.now()
    row = {"kind": outbox.INDEX, "created_at": now, "due_at": now}
    rows = [row | {"ref": ref} for ref in sorted(refs)]
    for some in batches(rows, CHUNK):
        db.session.execute(insert(table_of(OutboxRow)), some)
