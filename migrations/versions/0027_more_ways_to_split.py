"""Figures are split by location and field of work too: the catalogue says by what, not the table."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

COLUMNS = "snapshot_id, view, split, part, position, key, label, shown"
CELLS = """
CREATE TABLE snapshot_cell (
  snapshot_id CHAR(32) NOT NULL, view VARCHAR NOT NULL, split VARCHAR NOT NULL,
  part VARCHAR NOT NULL, position INTEGER NOT NULL, key VARCHAR NOT NULL, label VARCHAR NOT NULL,
  shown INTEGER,
  CONSTRAINT pk_snapshot_cell PRIMARY KEY (snapshot_id, view, split, part, position),
  CONSTRAINT ck_snapshot_cell_rounded CHECK (shown >= 5 and shown % 5 = 0){more},
  CONSTRAINT fk_snapshot_cell_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES snapshot (id)
    ON DELETE CASCADE
)
"""
SPLIT = "CONSTRAINT ck_snapshot_cell_split CHECK (split in ('all','department','level'))"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE snapshot_cell DROP CONSTRAINT ck_snapshot_cell_split")
    else:
        _anew(CELLS.format(more=""))


def downgrade() -> None:
    op.execute("DELETE FROM snapshot_cell WHERE split NOT IN ('all','department','level')")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE snapshot_cell ADD {SPLIT}")
    else:
        _anew(CELLS.format(more=f",\n  {SPLIT}"))


def _anew(table: str) -> None:
    """SQLite cannot drop a condition of a table: the rows move into a new one."""
    op.execute("ALTER TABLE snapshot_cell RENAME TO snapshot_cell_before")
    op.execute(table)
    rows = f"INSERT INTO snapshot_cell ({COLUMNS}) SELECT {COLUMNS} FROM snapshot_cell_before"  # noqa: S608
    op.execute(rows)
    op.execute("DROP TABLE snapshot_cell_before")
