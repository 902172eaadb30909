"""A time zone for each person; what comes to devices; digests and quiet hours."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN time_zone VARCHAR NOT NULL DEFAULT ''")
    op.create_table(
        "push_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_choice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_push_choice")),
    )
    op.create_table(
        "notice_rhythm",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rhythm in ('at_once','daily','weekly')", name=op.f("ck_notice_rhythm_rhythm")
        ),
        sa.CheckConstraint("hour between 0 and 23", name=op.f("ck_notice_rhythm_hour")),
        sa.CheckConstraint("weekday between 0 and 6", name=op.f("ck_notice_rhythm_weekday")),
        sa.CheckConstraint(
            "(quiet_from is null) = (quiet_until is null)", name=op.f("ck_notice_rhythm_quiet")
        ),
        sa.CheckConstraint(
            "(rhythm = 'at_once') = (due_at is null)", name=op.f("ck_notice_rhythm_due")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_notice_rhythm_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_rhythm")),
    )
    op.create_index("ix_notice_rhythm_due_at", "notice_rhythm", ["due_at"])


def downgrade() -> None:
    op.drop_table("notice_rhythm")
    op.drop_table("push_choice")
    op.execute("ALTER TABLE person DROP COLUMN time_zone")
