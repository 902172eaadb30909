"""HR reads aspirations by name for a purpose and until a day.

Whoever shows something to HR already keeps doing so for three months, to talk about the next step.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PARTS = ("roles", "drivers", "preferences", "words")


def upgrade() -> None:
    op.create_table(
        "hr_consent",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose in ('next','training','step','other')", name=op.f("ck_hr_consent_purpose")
        ),
        sa.CheckConstraint("length(words) <= 200", name=op.f("ck_hr_consent_words_length")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hr_consent_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_hr_consent")),
    )
    op.create_index(op.f("ix_hr_consent_until"), "hr_consent", ["until"])
    now = datetime.now(UTC)
    shown = " or ".join(f"({part}_audience & 4) <> 0" for part in PARTS)
    op.execute(
        sa.text(
            "INSERT INTO hr_consent (person_id, purpose, words, until, given_at)"  # noqa: S608
            f" SELECT person_id, 'step', '', :until, :now FROM aspiration_profile WHERE {shown}"
        ).bindparams(
            sa.bindparam("until", now.date() + timedelta(days=92), sa.Date()),
            sa.bindparam("now", now, sa.DateTime(timezone=True)),
        )
    )


def downgrade() -> None:
    op.drop_table("hr_consent")
