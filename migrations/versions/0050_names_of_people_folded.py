"""People are found by their names without case and accents, as skills are."""

import sqlalchemy as sa
from alembic import op

from search_index.text import key

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("folded", sa.String(), nullable=False, server_default=""))
    person = sa.table("person", sa.column("id"), sa.column("name"), sa.column("folded"))
    named = op.get_bind().execute(sa.select(person.c.id, person.c.name))
    rows = [{"row": row, "words": key(name)} for row, name in named]
    if rows:
        fill = sa.update(person).where(person.c.id == sa.bindparam("row"))
        op.get_bind().execute(fill.values(folded=sa.bindparam("words")), rows)


def downgrade() -> None:
    op.drop_column("person", "folded")
