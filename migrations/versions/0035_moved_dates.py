"""How often calendars were to hear of a date of office hours, and when it was last moved."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute("ALTER TABLE office_hours ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0")
    op.execute(f"ALTER TABLE office_hours ADD COLUMN moved_at {kind}")
    op.execute("UPDATE office_hours SET sequence = 1 WHERE cancelled_at IS NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE office_hours DROP COLUMN moved_at")
    op.execute("ALTER TABLE office_hours DROP COLUMN sequence")
