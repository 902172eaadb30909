"""Neighbours of a skill tell more or less of it, beside one another; the worker says how much."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = "DOUBLE PRECISION" if op.get_bind().dialect.name == "postgresql" else "DOUBLE"
    op.execute(f"ALTER TABLE skill_neighbour ADD COLUMN tells {kind} NOT NULL DEFAULT 0")
    # Until they are prepared anew, the next night at the latest.
    op.execute("UPDATE skill_neighbour SET tells = weight / 5")


def downgrade() -> None:
    op.execute("ALTER TABLE skill_neighbour DROP COLUMN tells")
