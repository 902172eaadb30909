"""People say what they look for; openings belong to a role; an answer may name what is offered."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

KINDS = "'stretch','gig','secondment','shadowing','swap','volunteering','training'"
COLUMNS = {
    "opportunity": {"seeker_id": ("person", "CASCADE"), "role_id": ("role", None)},
    "application": {"with_id": ("opportunity", "SET NULL")},
}
CHECKS = {
    "opening": "(kind = 'opening') = (role_id is not null)",
    "seeking": "seeker_id is null or role_id is null",
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for name, (other, gone) in columns.items():
                key = batch_op.f(f"fk_{table}_{name}")
                batch_op.add_column(sa.Column(name, sa.Uuid(), nullable=True))
                batch_op.create_foreign_key(key, other, [name], ["id"], ondelete=gone)
                batch_op.create_index(batch_op.f(f"ix_{table}_{name}"), [name])
    _check({"kind": f"kind in ({KINDS},'opening')"} | CHECKS, ("kind",))


def downgrade() -> None:
    op.execute("DELETE FROM opportunity WHERE seeker_id IS NOT NULL OR role_id IS NOT NULL")
    _check({"kind": f"kind in ({KINDS})"}, ("kind", *CHECKS))
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for name in columns:
                batch_op.drop_index(batch_op.f(f"ix_{table}_{name}"))
                batch_op.drop_constraint(batch_op.f(f"fk_{table}_{name}"), type_="foreignkey")
                batch_op.drop_column(name)


def _check(checks: dict[str, str], old: tuple[str, ...]) -> None:
    """These checks take the place of the `old` ones."""
    with op.batch_alter_table("opportunity") as batch_op:
        for name in old:
            batch_op.drop_constraint(batch_op.f(f"ck_opportunity_{name}"), type_="check")
        for name, words in checks.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_opportunity_{name}"), words)
