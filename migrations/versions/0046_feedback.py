"""Feedback that people ask for and give; evidence in the words of somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

EVENT, REFUSAL, SAID = "feedback_event", "feedback_refusal", "fk_evidence_said_by_id"
OPEN = sa.text("state = 'asked'")


def upgrade() -> None:
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE evidence ADD COLUMN said_by_id {kind} CONSTRAINT {SAID}"
        " REFERENCES person (id)"
    )
    op.create_index(op.f("ix_evidence_said_by_id"), "evidence", ["said_by_id"])
    _feedback()
    op.create_table(
        EVENT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key(EVENT, "department_id", "department"),
        _key(EVENT, "feedback_id", "feedback", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EVENT}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{EVENT}_actor_id"), EVENT, ["actor_id"])
    op.create_index(f"ix_{EVENT}_feedback", EVENT, ["feedback_id", "at"])
    op.create_table(
        REFUSAL,
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key(REFUSAL, "person_id", "person", "CASCADE"),
        _key(REFUSAL, "from_id", "person", "CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "from_id", name=op.f(f"pk_{REFUSAL}")),
    )
    op.create_index(op.f(f"ix_{REFUSAL}_from_id"), REFUSAL, ["from_id"])


def _feedback() -> None:
    words = ("about", "question", "went_well", "next_time", "reason", "word")
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=True),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("may_show", sa.Boolean(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("put_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint("origin in ('asked','praise')", name=op.f("ck_feedback_origin")),
        sa.CheckConstraint(
            "state in ('asked','given','declined','withdrawn','expired','taken back')",
            name=op.f("ck_feedback_state"),
        ),
        sa.CheckConstraint(
            "state <> 'given' or went_well <> '' or next_time <> ''",
            name=op.f("ck_feedback_given_words"),
        ),
        sa.CheckConstraint("person_id <> by_id", name=op.f("ck_feedback_not_oneself")),
        _key("feedback", "person_id", "person", "CASCADE"),
        _key("feedback", "by_id", "person", "CASCADE"),
        _key("feedback", "skill_id", "skill"),
        _key("feedback", "goal_id", "conversation_goal", "SET NULL"),
        _key("feedback", "step_id", "plan_step", "SET NULL"),
        _key("feedback", "evidence_id", "evidence", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    for column in ("skill_id", "goal_id", "step_id", "evidence_id"):
        op.create_index(op.f(f"ix_feedback_{column}"), "feedback", [column])
    op.create_index("ix_feedback_person_state", "feedback", ["person_id", "state"])
    op.create_index("ix_feedback_by_state", "feedback", ["by_id", "state"])
    op.create_index(
        "uq_feedback_open", "feedback", ["person_id", "by_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip


def _key(table: str, column: str, other: str, gone: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=gone)


def downgrade() -> None:
    for table in (REFUSAL, EVENT, "feedback"):
        op.drop_table(table)
    op.drop_index(op.f("ix_evidence_said_by_id"), table_name="evidence")
    op.execute("ALTER TABLE evidence DROP COLUMN said_by_id")
