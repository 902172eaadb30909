"""Check-ins, and marks of what was counted of them."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("energy", sa.String(), nullable=True),
        sa.Column("confidence", sa.String(), nullable=True),
        sa.Column("drives", sa.String(), nullable=False),
        sa.Column("drains", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "energy in ('plenty','good','varies','low','empty')", name=op.f("ck_check_in_energy")
        ),
        sa.CheckConstraint(
            "confidence in ('very','fairly','unsure','little','not')",
            name=op.f("ck_check_in_confidence"),
        ),
        sa.CheckConstraint("length(words) <= 280", name=op.f("ck_check_in_words_length")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_check_in_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index("ix_check_in_person_at", "check_in", ["person_id", "at"])
    op.create_index(op.f("ix_check_in_at"), "check_in", ["at"])
    op.create_index(op.f("ix_check_in_removed_at"), "check_in", ["removed_at"])
    kind = "BYTEA" if op.get_bind().dialect.name == "postgresql" else "BLOB"
    op.execute(f"ALTER TABLE snapshot ADD COLUMN check_in_marks {kind} NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE snapshot DROP COLUMN check_in_marks")
    op.drop_table("check_in")
