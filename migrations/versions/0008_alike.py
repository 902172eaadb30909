"""Roles that are alike, how rare skills are, and what roles ask for in all: the worker fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_neighbour",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("neighbour_id", sa.Uuid(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("skills", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbour_id"],
            ["role.id"],
            name=op.f("fk_role_neighbour_neighbour_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_neighbour_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "neighbour_id", name=op.f("pk_role_neighbour")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("role_neighbour") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_neighbour_neighbour_id"), ["neighbour_id"], unique=False
        )
    op.create_table(
        "skill_rarity",
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.Column("rarity", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_skill_rarity_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("skill_id", name=op.f("pk_skill_rarity")),
    )
    op.create_table(
        "role_sum",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_sum_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", name=op.f("pk_role_sum")),
    )


def downgrade() -> None:
    for table in ("role_sum", "skill_rarity", "role_neighbour"):
        op.drop_table(table)
