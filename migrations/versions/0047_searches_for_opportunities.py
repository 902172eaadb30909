"""Saved searches look for opportunities too; what stands already is new to nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

FIND, UNTOLD = "saved_search_find", sa.text("told_at is null")
KEPT, DUE = sa.text("removed_at is null"), sa.text("due")
ONE_THING = "(role_id is null) <> (opportunity_id is null)"


def upgrade() -> None:
    op.drop_index("uq_saved_search_kept", table_name="saved_search")
    op.drop_index("ix_saved_search_find_untold", table_name=FIND)
    with op.batch_alter_table("saved_search") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="role", nullable=False))
        batch_op.create_check_constraint(
            batch_op.f("ck_saved_search_kind"), "kind in ('role','opportunity')"
        )
    _kept_by(["person_id", "kind", "query"])
    with op.batch_alter_table(FIND, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("role_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("opportunity_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{FIND}_opportunity_id"), "opportunity", ["opportunity_id"], ["id"],
            ondelete="CASCADE",
        )  # fmt: skip
        batch_op.create_unique_constraint(
            batch_op.f(f"uq_{FIND}_search_id_opportunity_id"), ["search_id", "opportunity_id"]
        )
        batch_op.create_check_constraint(batch_op.f(f"ck_{FIND}_one_thing"), ONE_THING)
        batch_op.create_index(batch_op.f(f"ix_{FIND}_opportunity_id"), ["opportunity_id"])
    _untold()
    _terms()


def _terms() -> None:
    op.create_table(
        "opportunity_terms",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=True),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"],
            name=op.f("fk_opportunity_terms_opportunity_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_opportunity_terms")),
    )  # fmt: skip
    op.create_index(
        "ix_opportunity_terms_due", "opportunity_terms", ["opportunity_id"],
        sqlite_where=DUE, postgresql_where=DUE,
    )  # fmt: skip
    op.execute(
        "INSERT INTO opportunity_terms (opportunity_id, terms, due)"
        " SELECT id, NULL, TRUE FROM opportunity"
        " WHERE state = 'published' OR (state = 'completed' AND learned <> '')"
    )


def _kept_by(columns: list[str]) -> None:
    op.create_index(
        "uq_saved_search_kept", "saved_search", columns, unique=True,
        sqlite_where=KEPT, postgresql_where=KEPT,
    )  # fmt: skip


def _untold() -> None:
    op.create_index(
        "ix_saved_search_find_untold", FIND, ["search_id"],
        sqlite_where=UNTOLD, postgresql_where=UNTOLD,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("opportunity_terms")
    op.execute("DELETE FROM saved_search_find WHERE role_id IS NULL")
    op.execute("DELETE FROM saved_search WHERE kind <> 'role'")
    op.drop_index("uq_saved_search_kept", table_name="saved_search")
    op.drop_index("ix_saved_search_find_untold", table_name=FIND)
    with op.batch_alter_table(FIND, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{FIND}_opportunity_id"))
        batch_op.drop_constraint(batch_op.f(f"ck_{FIND}_one_thing"), type_="check")
        batch_op.drop_constraint(batch_op.f(f"uq_{FIND}_search_id_opportunity_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f(f"fk_{FIND}_opportunity_id"), type_="foreignkey")
        batch_op.drop_column("opportunity_id")
        batch_op.alter_column("role_id", existing_type=sa.Uuid(), nullable=False)
    _untold()
    with op.batch_alter_table("saved_search") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_saved_search_kind"), type_="check")
        batch_op.drop_column("kind")
    _kept_by(["person_id", "query"])
