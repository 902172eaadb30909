"""The search index in PostgreSQL. It is a cache: the worker fills it, and may fill it again.

On SQLite the index is a folder of files, and nothing is made here.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PLAIN = sa.Text(collation="C")
TABLES = ("index_build", "index_document", "index_stem", "index_word", "index_name", "index_count")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_table(
        "index_build",
        sa.Column("number", sa.Integer(), sa.Identity(), primary_key=True),
        sa.Column("format", sa.SmallInteger(), nullable=False),
        sa.Column("serving", sa.Integer(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
    )
    serving = sa.text("serving = 1")
    op.create_index(
        "uq_index_build_serving", "index_build", ["serving"], unique=True, postgresql_where=serving
    )
    _documents()
    _counts()


def _documents() -> None:
    op.create_table(
        "index_document",
        sa.Column("no", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("build", sa.Integer(), nullable=False),
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("kind", PLAIN, nullable=False),
        sa.Column("gone", sa.SmallInteger(), nullable=False),
        sa.Column("titled", PLAIN, nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("lexemes", postgresql.TSVECTOR(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
    )
    op.create_index("uq_index_document_build_id", "index_document", ["build", "id"], unique=True)
    op.create_index("ix_index_document_titled", "index_document", ["build", "kind", "titled", "no"])
    # A short list of what is not merged in yet: every search reads all of it.
    op.create_index(
        "ix_index_document_lexemes",
        "index_document",
        ["lexemes"],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": "256"},
    )


def _counts() -> None:
    op.create_table(
        "index_stem",
        sa.Column("build", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("stem", PLAIN, primary_key=True),
        sa.Column("kind", PLAIN, primary_key=True),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
    )
    op.create_table(
        "index_word",
        sa.Column("build", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("word", PLAIN, primary_key=True),
        sa.Column("kind", PLAIN, primary_key=True),
        sa.Column("stem", PLAIN, nullable=False),
        sa.Column("length", sa.SmallInteger(), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
    )
    op.create_index("ix_index_word_length", "index_word", ["build", "length"])
    op.create_table(
        "index_name",
        sa.Column("build", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("short", PLAIN, primary_key=True),
        sa.Column("kind", PLAIN, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.LargeBinary()),
        sa.Column("written", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_index_name_written", "index_name", ["build", "written"])
    op.create_table(
        "index_count",
        sa.Column("build", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", PLAIN, primary_key=True),
        sa.Column("field", PLAIN, primary_key=True),
        sa.Column("audience", PLAIN, primary_key=True),
        sa.Column("value", PLAIN, primary_key=True),
        sa.Column("documents", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.drop_table(table)
