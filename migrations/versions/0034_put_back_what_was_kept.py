"""Reviews and lists of learning that were removed can be put back."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = ("learning_review", "learning_list")


def upgrade() -> None:
    kind = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN removed_at {kind}")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN removed_at")
