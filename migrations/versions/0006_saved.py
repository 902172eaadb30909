"""Saved searches and what they found, roles looked at, put aside and shared."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _searches()
    _roles()
    _shares()
    # What is there already is new to nobody.
    op.execute("INSERT INTO role_terms (role_id, due) SELECT id, true FROM role")


def _searches() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rhythm in ('at_once','daily','weekly','never')", name=op.f("ck_saved_search_rhythm")
        ),
        sa.CheckConstraint(
            "length(name) between 1 and 80", name=op.f("ck_saved_search_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_saved_search_removed_at"), ["removed_at"], unique=False
        )
        batch_op.create_index(
            "uq_saved_search_kept",
            ["person_id", "query"],
            unique=True,
            sqlite_where=sa.text("removed_at is null"),
            postgresql_where=sa.text("removed_at is null"),
        )
    op.create_table(
        "saved_search_find",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_saved_search_find_role_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_search.id"],
            name=op.f("fk_saved_search_find_search_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search_find")),
        sa.UniqueConstraint(
            "search_id", "role_id", name=op.f("uq_saved_search_find_search_id_role_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("saved_search_find", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_find_role_id"), ["role_id"], unique=False)
        batch_op.create_index(
            "ix_saved_search_find_untold",
            ["search_id"],
            unique=False,
            sqlite_where=sa.text("told_at is null"),
            postgresql_where=sa.text("told_at is null"),
        )
    op.create_table(
        "role_terms",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=True),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_terms_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", name=op.f("pk_role_terms")),
    )
    with op.batch_alter_table("role_terms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_role_terms_due",
            ["role_id"],
            unique=False,
            sqlite_where=sa.text("due"),
            postgresql_where=sa.text("due"),
        )


def _roles() -> None:
    op.create_table(
        "recent_role",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recent_role_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_recent_role_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role_id", name=op.f("pk_recent_role")),
    )
    with op.batch_alter_table("recent_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recent_role_at"), ["at"], unique=False)
        batch_op.create_index("ix_recent_role_person_at", ["person_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recent_role_role_id"), ["role_id"], unique=False)
    op.create_table(
        "not_interested",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason in ('','work','level','place','hours','other')",
            name=op.f("ck_not_interested_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_not_interested_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_not_interested_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role_id", name=op.f("pk_not_interested")),
    )
    with op.batch_alter_table("not_interested", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_interested_role_id"), ["role_id"], unique=False)
    op.create_table(
        "saved_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Boolean(), nullable=False),
        sa.CheckConstraint("keep_days in (0,30,90)", name=op.f("ck_saved_choice_keep_days")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_choice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_saved_choice")),
    )


def _shares() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sharer_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(word) <= 200", name=op.f("ck_share_word_length")),
        sa.CheckConstraint("sharer_id <> receiver_id", name=op.f("ck_share_not_oneself")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["person.id"], name=op.f("fk_share_receiver_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_share_role_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sharer_id"], ["person.id"], name=op.f("fk_share_sharer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_receiver_id"), ["receiver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_role_id"), ["role_id"], unique=False)
        batch_op.create_index("ix_share_sharer_at", ["sharer_id", "at"], unique=False)
    op.create_table(
        "share_silence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sharer_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> sharer_id", name=op.f("ck_share_silence_not_oneself")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_share_silence_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sharer_id"],
            ["person.id"],
            name=op.f("fk_share_silence_sharer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "sharer_id", name=op.f("pk_share_silence")),
    )
    with op.batch_alter_table("share_silence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_silence_sharer_id"), ["sharer_id"], unique=False)


def downgrade() -> None:
    for table in (
        "share_silence",
        "share",
        "saved_choice",
        "not_interested",
        "recent_role",
        "role_terms",
        "saved_search_find",
        "saved_search",
    ):
        op.drop_table(table)
