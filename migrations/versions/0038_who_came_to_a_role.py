"""Who came to a role is read from its index alone: a large role has thousands of moves."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

COLUMNS = ["to_role_id", "person_id", "kind", "from_role_id", "effective_on"]


def upgrade() -> None:
    op.drop_index("ix_move_to_role_id", "move")
    op.create_index("ix_move_to_role_id", "move", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_move_to_role_id", "move")
    op.create_index("ix_move_to_role_id", "move", COLUMNS[:2])
