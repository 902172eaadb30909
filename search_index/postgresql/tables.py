"""The tables of the index. They are a cache: whoever empties them only has to build them again."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Connection,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

FORMAT = 1
"""Raised whenever documents are written differently: an older build is then built again."""

metadata = MetaData()
_Plain = Text(collation="C")

builds = Table(
    "index_build",
    metadata,
    Column("number", Integer, Identity(), primary_key=True),
    Column("format", SmallInteger, nullable=False),
    Column("serving", Integer, nullable=False),  # 1: is searched; 0: is being built
    Column("generation", BigInteger, nullable=False),
    Column("stamp", Text, nullable=False),  # of the subword table its names are encoded with
    Index(
        "uq_index_build_serving",
        "serving",
        unique=True,
        postgresql_where=text("serving = 1"),
    ),
)

documents = Table(
    "index_document",
    metadata,
    Column("no", BigInteger, Identity(), primary_key=True),
    Column("build", Integer, nullable=False),
    Column("id", _Plain, nullable=False),
    Column("kind", _Plain, nullable=False),
    Column("gone", SmallInteger, nullable=False),  # 1: removed while the build was made
    Column("titled", _Plain, nullable=False),  # the folded title, cut: what lists are sorted by
    Column("names", Text, nullable=False),  # all names, folded, a line each; the title first
    Column("about", Text, nullable=False),  # " stem:45 other:07 ": what it is about, in per cent
    Column("facets", Text, nullable=False),
    Column("audience", ARRAY(Text), nullable=False),
    Column("lexemes", TSVECTOR, nullable=False),  # what it is found by
    Column("digest", Text, nullable=False),  # of the document it was made from
    Column("card", Text, nullable=False),  # what is shown of it, as JSON
    Index("uq_index_document_build_id", "build", "id", unique=True),
    Index("ix_index_document_titled", "build", "kind", "titled", "no"),
    # A short list of what is not merged in yet: every search reads all of it.
    Index(
        "ix_index_document_lexemes",
        "lexemes",
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": "256"},
    ),
)


@event.listens_for(documents, "after_create")
def _in_the_row(_table: Table, connection: Connection, **_: object) -> None:
    """What is read of hundreds of rows to be ranked stands in them. Else the server would put the
    longest beside the table, where each is looked up by itself, and compress the others. The
    lexemes and the card go there in their place: those are read for twenty rows, or never.
    """
    stored = ", ".join(f"ALTER {one} SET STORAGE MAIN" for one in ("names", "about", "facets"))
    connection.exec_driver_sql(f"ALTER TABLE index_document {stored}")


stems = Table(
    "index_stem",
    metadata,
    Column("build", Integer, primary_key=True, autoincrement=False),
    Column("stem", _Plain, primary_key=True),  # "": the documents themselves
    Column("kind", _Plain, primary_key=True),
    Column("names", Integer, nullable=False),  # in how many names it stands
    Column("texts", Integer, nullable=False),  # in how many documents
)

words = Table(
    "index_word",
    metadata,
    Column("build", Integer, primary_key=True, autoincrement=False),
    Column("word", _Plain, primary_key=True),
    Column("kind", _Plain, primary_key=True),
    Column("stem", _Plain, nullable=False),
    Column("length", SmallInteger, nullable=False),
    Column("letters", BigInteger, nullable=False),  # which letters it has, a bit each
    Column("names", Integer, nullable=False),
    Index("ix_index_word_length", "build", "length"),
)

names = Table(
    "index_name",
    metadata,
    Column("build", Integer, primary_key=True, autoincrement=False),
    Column("short", _Plain, primary_key=True),
    Column("kind", _Plain, primary_key=True),
    Column("name", Text, nullable=False),
    Column("documents", Integer, nullable=False),  # how many are called so
    Column("numbers", LargeBinary),  # its vector, and the scale of that
    Column("written", BigInteger, nullable=False),  # the transaction that did
    Index("ix_index_name_written", "build", "written"),
)

counts = Table(
    "index_count",
    metadata,
    Column("build", Integer, primary_key=True, autoincrement=False),
    Column("kind", _Plain, primary_key=True),
    Column("field", _Plain, primary_key=True),  # "": how many documents there are
    Column("audience", _Plain, primary_key=True),
    Column("value", _Plain, primary_key=True),
    Column("documents", Integer, nullable=False),
)
