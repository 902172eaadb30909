"""Drafts are kept, mentors are asked one after the other, and a mentor may reach out first.

SQLite makes the table anew, since it cannot change a condition.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

REQUEST = "mentorship_request"
LENGTH = "length(message) between 20 and 1000"
LENGTH_SENT = "length(message) <= 1000 and (state = 'draft' or length(message) >= 20)"
OPEN = sa.text("state = 'offered'")
RANKED = "(ranked_id is null) = (rank is null)"


def upgrade() -> None:
    _requests()
    op.create_table(
        "mentor_approach",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mentor_id <> mentee_id", name=op.f("ck_mentor_approach_someone_else")),
        sa.CheckConstraint(
            "state in ('offered','accepted','declined','withdrawn','expired','closed')",
            name=op.f("ck_mentor_approach_state"),
        ),
        sa.CheckConstraint("months between 1 and 12", name=op.f("ck_mentor_approach_months")),
        sa.CheckConstraint(
            "length(message) between 20 and 600",
            name=op.f("ck_mentor_approach_message_length"),
        ),
        sa.CheckConstraint(
            "(state = 'offered') = (ended_at is null)", name=op.f("ck_mentor_approach_ended")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor.id"],
            name=op.f("fk_mentor_approach_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"],
            ["person.id"],
            name=op.f("fk_mentor_approach_mentee_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_approach")),
    )
    for name, columns in (
        ("mentee", ["mentee_id", "state"]),
        ("mentor", ["mentor_id", "state"]),
        ("state_due", ["state", "due_at"]),
    ):
        op.create_index(f"ix_mentor_approach_{name}", "mentor_approach", columns)
    op.create_index(
        "uq_mentor_approach_open_pair",
        "mentor_approach",
        ["mentor_id", "mentee_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "mentor_openness",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("open_to", sa.String(), nullable=False),
        sa.CheckConstraint(
            "open_to in ('asked','anyone','nobody')", name=op.f("ck_mentor_openness_open_to")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_mentor_openness_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mentor_openness")),
    )


def _requests() -> None:
    with op.batch_alter_table(REQUEST) as batch_op:
        batch_op.add_column(sa.Column("ranked_id", sa.Uuid()))
        batch_op.add_column(sa.Column("rank", sa.Integer()))
        _say(batch_op, LENGTH_SENT)
        batch_op.create_check_constraint(op.f(f"ck_{REQUEST}_ranked"), RANKED)
    op.create_index("ix_mentorship_request_ranked", REQUEST, ["ranked_id", "rank"])


def _say(batch_op: BatchOperations, condition: str) -> None:
    name = op.f(f"ck_{REQUEST}_message_length")
    batch_op.drop_constraint(name, type_="check")
    batch_op.create_check_constraint(name, condition)


def downgrade() -> None:
    op.drop_table("mentor_openness")
    op.drop_table("mentor_approach")
    # Before, nothing was kept that was not sent.
    draft = f"SELECT id FROM {REQUEST} WHERE state = 'draft'"  # noqa: S608
    for part in ("goal", "skill"):
        op.execute(f"DELETE FROM {REQUEST}_{part} WHERE request_id IN ({draft})")  # noqa: S608
    op.execute(f"DELETE FROM {REQUEST} WHERE state = 'draft'")  # noqa: S608
    op.drop_index("ix_mentorship_request_ranked", REQUEST)
    with op.batch_alter_table(REQUEST) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{REQUEST}_ranked"), type_="check")
        _say(batch_op, LENGTH)
        batch_op.drop_column("rank")
        batch_op.drop_column("ranked_id")
