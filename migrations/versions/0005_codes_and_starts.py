"""A skill has a code in every taxonomy that knows it; and what is typed is looked up in order.

The codes were copied in 0003. Dropping a column makes the table anew on SQLite, so its CHECK
constraints are said again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = tuple(
    sa.CheckConstraint(words, name=sa.schema.conv(f"ck_skill_{name}"))
    for name, words in (
        ("kind", "kind in ('technical','human','language','certificate')"),
        ("status", "status in ('proposed','active','deprecated')"),
        ("merged_is_deprecated", "(status = 'deprecated') or (merged_into_id is null)"),
        ("name_length", "length(name) between 1 and 200"),
    )
)
LONGEST, MOST_WORDS, AT_ONCE = 60, 30, 5000


def upgrade() -> None:
    with op.batch_alter_table("skill", table_args=CHECKS) as batch_op:
        # Nearly every skill is active: SQLite took the index for a short way and began there.
        batch_op.drop_index(batch_op.f("ix_skill_status"))
        batch_op.drop_constraint(batch_op.f("uq_skill_source_external_id"), type_="unique")
        batch_op.drop_column("external_id")
    starts = op.create_table(
        "skill_start",
        sa.Column("tier", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "start",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_skill_start_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tier", "start", "skill_id", name=op.f("pk_skill_start")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("skill_start") as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_start_skill_id"), ["skill_id"], unique=False)
    _fill(starts)


def _fill(starts: sa.Table) -> None:
    """The rows of every skill there is, as `portal.skills.finding.starts` keeps them from now on."""
    skill = sa.table("skill", sa.column("id", sa.Uuid()), sa.column("folded"), sa.column("status"))
    alias = sa.table("skill_alias", sa.column("skill_id", sa.Uuid()), sa.column("folded"))
    in_use = skill.c.status == "active"
    names = sa.select(skill.c.id, skill.c.folded, sa.literal(0), skill.c.folded).where(in_use)
    others = sa.select(skill.c.id, skill.c.folded, sa.literal(1), alias.c.folded)
    others = others.join_from(skill, alias, alias.c.skill_id == skill.c.id).where(in_use)
    rows = set()
    for key, own, tier, folded in op.get_bind().execute(sa.union_all(names, others)):
        behind = f"\t{own[:LONGEST]}"
        rows.add((tier, folded[:LONGEST] + (behind if tier else ""), key))
        words = folded.split(" ")
        for at in range(1, min(len(words), MOST_WORDS + 1)):
            rows.add((2, " ".join(words[at:])[:LONGEST] + behind, key))
    listed = [{"tier": tier, "start": start, "skill_id": key} for tier, start, key in sorted(rows)]
    for at in range(0, len(listed), AT_ONCE):
        op.bulk_insert(starts, listed[at : at + AT_ONCE])


def downgrade() -> None:
    op.drop_table("skill_start")
    with op.batch_alter_table("skill", table_args=CHECKS) as batch_op:
        batch_op.add_column(sa.Column("external_id", sa.String(), nullable=True))
    # The older portal knows one code, of the source that keeps the skill fresh.
    op.execute(
        "UPDATE skill SET external_id = (SELECT min(c.code) FROM skill_code c"
        " WHERE c.skill_id = skill.id AND c.source = skill.source)"
    )
    with op.batch_alter_table("skill", table_args=CHECKS) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_skill_source_external_id"), ["source", "external_id"]
        )
        batch_op.create_index(batch_op.f("ix_skill_status"), ["status"], unique=False)
