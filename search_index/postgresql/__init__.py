"""The index in PostgreSQL, for organisations with more than one machine or 20,000 roles.

    metadata.create_all(engine)                 # or a migration that makes the same tables
    rebuild(engine, documents)                  # from the database, at first and when damaged
    index = open_index(engine)                  # raises IndexMissing, IndexDamaged: rebuild
    write(connection, put=[document], remove=[])  # in the transaction of the change itself

Words are folded and stemmed here, as for Whoosh; the server keeps them in full-text indexes and
finds candidates, of which the best six hundred are ranked. It needs PostgreSQL 14 and no extension.
"""

from search_index.postgresql.index import PostgresIndex, open_index
from search_index.postgresql.rebuilding import rebuild, vacuum
from search_index.postgresql.tables import metadata
from search_index.postgresql.writing import lock, write

__all__ = ["PostgresIndex", "lock", "metadata", "open_index", "rebuild", "vacuum", "write"]
