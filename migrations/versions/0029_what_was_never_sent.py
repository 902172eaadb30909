"""A choice whose turn never came is over, and still nobody's but the writer's."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no, yes = ("false", "true") if op.get_bind().dialect.name == "postgresql" else ("0", "1")
    op.execute(f"ALTER TABLE mentorship_request ADD COLUMN unsent BOOLEAN NOT NULL DEFAULT {no}")
    op.execute(
        f"UPDATE mentorship_request SET unsent = {yes} WHERE state = 'draft' OR state = 'superseded'"  # noqa: S608
    )


def downgrade() -> None:
    op.execute("ALTER TABLE mentorship_request DROP COLUMN unsent")
