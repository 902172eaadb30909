"""How many people changed is told apart: what they want, and what their skills say."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = "BYTEA" if op.get_bind().dialect.name == "postgresql" else "BLOB"
    op.execute(f"ALTER TABLE snapshot ADD COLUMN skill_marks {kind} NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE snapshot DROP COLUMN skill_marks")
