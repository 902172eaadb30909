"""A saved search keeps a mark of each role it told of, when the row that says when has gone."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = "BYTEA" if op.get_bind().dialect.name == "postgresql" else "BLOB"
    op.execute(f"ALTER TABLE saved_search ADD COLUMN past {kind}")


def downgrade() -> None:
    op.execute("ALTER TABLE saved_search DROP COLUMN past")
