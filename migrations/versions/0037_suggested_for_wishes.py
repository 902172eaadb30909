"""What is suggested to a segment may follow a wish to learn too, not an aim alone."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE = "segment_assignment"
AIMS = "view in ('roles','families')"
WISHES = "view in ('roles','families','wanted')"


def upgrade() -> None:
    _allow(WISHES)


def downgrade() -> None:
    op.execute("DELETE FROM segment_assignment WHERE view = 'wanted'")
    _allow(AIMS)


def _allow(views: str) -> None:
    name = op.f(f"ck_{TABLE}_view")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, TABLE)
        op.create_check_constraint(name, TABLE, views)
        return
    with op.batch_alter_table(TABLE, recreate="always") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, views)
