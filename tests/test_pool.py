"""Connections to the database: the one given back last is the next to be used."""

from portal.db import db


def test_one_reader_after_another_uses_the_same_connection(app):
    first, second = db.engine.connect(), db.engine.connect()
    last = second.connection.dbapi_connection
    first.close()
    second.close()
    for _ in range(3):
        with db.engine.connect() as connection:
            assert connection.connection.dbapi_connection is last
