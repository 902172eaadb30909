"""People may say that others can ask them about moves they made; nobody did so far."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEX = "ix_move_to_role_id"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE aspiration_profile ADD COLUMN open_about_moves BOOLEAN NOT NULL DEFAULT false"
    )
    op.create_index(INDEX, "move", ["to_role_id", "person_id"])


def downgrade() -> None:
    op.drop_index(INDEX, "move")
    op.execute("ALTER TABLE aspiration_profile DROP COLUMN open_about_moves")
