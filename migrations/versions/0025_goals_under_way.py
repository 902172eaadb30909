"""Goals of the mentorships under way: those their mentee named when asking."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

AT_ONCE = 500
PAIRS = sa.table(
    "mentorship",
    *(sa.column(name, sa.Uuid()) for name in ("id", "request_id", "mentor_id", "mentee_id")),
    sa.column("ended_at", sa.DateTime(timezone=True)),
)
ASKED = sa.table(
    "mentorship_request_goal",
    sa.column("request_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("words", sa.String()),
)
GOALS = sa.table(
    "mentorship_goal",
    *(sa.column(name, sa.Uuid()) for name in ("id", "mentorship_id", "mentor_id", "mentee_id")),
    sa.column("words", sa.String()),
    sa.column("progress", sa.Integer()),
    sa.column("version", sa.Integer()),
    sa.column("made_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    now = datetime.now(UTC)
    found = op.get_bind().execute(
        sa.select(PAIRS.c.id, PAIRS.c.mentor_id, PAIRS.c.mentee_id, ASKED.c.words)
        .join(ASKED, ASKED.c.request_id == PAIRS.c.request_id)
        .where(PAIRS.c.ended_at.is_(None), ASKED.c.words != "")
        .order_by(PAIRS.c.id, ASKED.c.position)
    )
    rows = [
        {"id": uuid4(), "mentorship_id": pair, "mentor_id": mentor, "mentee_id": mentee,
         "words": words[:200], "progress": 0, "version": 1, "made_at": now}
        for pair, mentor, mentee, words in found
    ]  # fmt: skip
    for first in range(0, len(rows), AT_ONCE):
        op.bulk_insert(GOALS, rows[first : first + AT_ONCE])


def downgrade() -> None:
    """Nothing to take back: the table goes with the migration before."""
