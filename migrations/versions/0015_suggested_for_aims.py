"""What HR suggests to everybody with an aim, and which suggestion came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segment_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("split", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("part_label", sa.String(), nullable=False),
        sa.Column("figure", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("view in ('roles','families')", name=op.f("ck_segment_assignment_view")),
        sa.CheckConstraint(
            "split in ('all','department','level')", name=op.f("ck_segment_assignment_split")
        ),
        sa.CheckConstraint(
            "figure >= 5 and figure % 5 = 0", name=op.f("ck_segment_assignment_figure_rounded")
        ),
        sa.CheckConstraint(
            "completed >= 5 and completed % 5 = 0",
            name=op.f("ck_segment_assignment_completed_rounded"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["learning_item.id"], name=op.f("fk_segment_assignment_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_segment_assignment_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_assignment")),
    )
    with op.batch_alter_table("segment_assignment") as batch_op:
        batch_op.create_index("ix_segment_assignment_item_key", ["item_id", "key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_segment_assignment_made_by_id"), ["made_by_id"], unique=False
        )
    op.create_table(
        "segment_member",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["segment_assignment.id"],
            name=op.f("fk_segment_member_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_segment_member_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", "enrolment_id", name=op.f("pk_segment_member")),
    )
    with op.batch_alter_table("segment_member") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_segment_member_enrolment_id"), ["enrolment_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("segment_member")
    op.drop_table("segment_assignment")
