"""Statements about learning that programs sent, by their ids."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('new', 'known', 'other', 'nobody', 'nothing', 'refused')",
            name=op.f("ck_received_statement_outcome"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_statement")),
    )
    op.create_index(op.f("ix_received_statement_at"), "received_statement", ["at"])
    op.create_index("ix_received_statement_outcome_at", "received_statement", ["outcome", "at"])


def downgrade() -> None:
    op.drop_table("received_statement")
