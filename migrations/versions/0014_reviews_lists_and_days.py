"""What people say of what they learned, their own lists, and courses that open day by day."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _of(table: str, column: str = "item_id", target: str = "learning_item") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def upgrade() -> None:
    _own()
    _days()


def _own() -> None:
    op.create_table(
        "learning_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_learning_review_stars")),
        sa.CheckConstraint("length(words) <= 1000", name=op.f("ck_learning_review_words_length")),
        _of("learning_review"),
        _of("learning_review", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_review")),
        sa.UniqueConstraint(
            "item_id", "person_id", name=op.f("uq_learning_review_item_id_person_id")
        ),
    )
    op.create_index(op.f("ix_learning_review_person_id"), "learning_review", ["person_id"])
    op.create_table(
        "learning_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(name) between 1 and 100", name=op.f("ck_learning_list_name_length")
        ),
        _of("learning_list", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_list")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_learning_list_person_id_name")),
    )
    op.create_table(
        "learning_list_entry",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _of("learning_list_entry", "list_id", "learning_list"),
        _of("learning_list_entry"),
        sa.PrimaryKeyConstraint("list_id", "item_id", name=op.f("pk_learning_list_entry")),
    )
    op.create_index(op.f("ix_learning_list_entry_item_id"), "learning_list_entry", ["item_id"])


def _days() -> None:
    op.create_table(
        "drip_unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("day between 1 and 365", name=op.f("ck_drip_unit_day")),
        sa.CheckConstraint(
            "length(title) between 1 and 200", name=op.f("ck_drip_unit_title_length")
        ),
        _of("drip_unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drip_unit")),
        sa.UniqueConstraint("item_id", "day", name=op.f("uq_drip_unit_item_id_day")),
    )
    op.create_table(
        "drip_read",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of("drip_read", "person_id", "person"),
        _of("drip_read", "unit_id", "drip_unit"),
        sa.PrimaryKeyConstraint("person_id", "unit_id", name=op.f("pk_drip_read")),
    )
    op.create_index(op.f("ix_drip_read_unit_id"), "drip_read", ["unit_id"])


def downgrade() -> None:
    for table in (
        "drip_read",
        "drip_unit",
        "learning_list_entry",
        "learning_list",
        "learning_review",
    ):
        op.drop_table(table)
