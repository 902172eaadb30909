"""How many open mentors each skill has, counted at night."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentor_supply",
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("mentors", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_mentor_supply_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("skill_id", name=op.f("pk_mentor_supply")),
    )
    op.create_table(
        "mentor_supplying",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mentor_supplying_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_supplying")),
    )


def downgrade() -> None:
    op.drop_table("mentor_supplying")
    op.drop_table("mentor_supply")
