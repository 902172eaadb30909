"""Moves between roles, counted at night: the worker fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "move_count",
        sa.Column("from_role_id", sa.Uuid(), nullable=False),
        sa.Column("to_role_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("people >= 5 and people % 5 = 0", name=op.f("ck_move_count_people")),
        sa.CheckConstraint("months > 0 and months % 6 = 0", name=op.f("ck_move_count_months")),
        sa.ForeignKeyConstraint(
            ["from_role_id"],
            ["role.id"],
            name=op.f("fk_move_count_from_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_role_id"], ["role.id"], name=op.f("fk_move_count_to_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("from_role_id", "to_role_id", name=op.f("pk_move_count")),
    )
    with op.batch_alter_table("move_count") as batch_op:
        batch_op.create_index(batch_op.f("ix_move_count_to_role_id"), ["to_role_id"], unique=False)
    op.create_table(
        "move_counting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_move_counting_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_counting")),
    )


def downgrade() -> None:
    for table in ("move_counting", "move_count"):
        op.drop_table(table)
