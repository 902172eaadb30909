"""The steps of starting the portal that are done."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "launch_tick",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_launch_tick_person_id")
        ),
        sa.PrimaryKeyConstraint("step", name=op.f("pk_launch_tick")),
    )
    op.create_index(op.f("ix_launch_tick_person_id"), "launch_tick", ["person_id"])


def downgrade() -> None:
    op.drop_table("launch_tick")
