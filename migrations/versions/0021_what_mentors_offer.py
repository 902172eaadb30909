"""Mentors say in what, how, when and in which languages; they offer office hours with places."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = {
    "topics": "BIGINT DEFAULT 0 NOT NULL",
    "formats": "INTEGER DEFAULT 0 NOT NULL",
    "languages": "BIGINT DEFAULT 0 NOT NULL",
    "times": "VARCHAR DEFAULT '' NOT NULL",
    "answers_within": "INTEGER",
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE mentor ADD COLUMN {name} {kind}")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "office_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("cancelled_at", moment, nullable=True),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.Column("reminded_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint("kind in ('hours','group')", name=op.f("ck_office_hours_kind")),
        sa.CheckConstraint("minutes between 15 and 480", name=op.f("ck_office_hours_minutes")),
        sa.CheckConstraint("places between 1 and 100", name=op.f("ck_office_hours_places")),
        sa.CheckConstraint(
            "length(title) between 1 and 120", name=op.f("ck_office_hours_title_length")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor.id"],
            name=op.f("fk_office_hours_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
    )
    op.create_index("ix_office_hours_mentor", "office_hours", ["mentor_id", "starts_at"])
    op.create_index("ix_office_hours_starts_at", "office_hours", ["starts_at"])
    op.create_table(
        "office_hours_place",
        sa.Column("hours_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["hours_id"],
            ["office_hours.id"],
            name=op.f("fk_office_hours_place_hours_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_office_hours_place_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hours_id", "person_id", name=op.f("pk_office_hours_place")),
    )
    op.create_index("ix_office_hours_place_person_id", "office_hours_place", ["person_id"])


def downgrade() -> None:
    op.drop_table("office_hours_place")
    op.drop_table("office_hours")
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE mentor DROP COLUMN {name}")
