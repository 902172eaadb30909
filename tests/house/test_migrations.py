"""The migrations make exactly the tables of the models, on both databases, and lead back."""

from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from portal import schema, tables
from portal.db import Base
from tests.conftest import KINDS
from tests.postgres import fresh_database


@pytest.fixture(params=KINDS)
def engine(request, tmp_path):
    url = fresh_database() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'a.db'}"
    engine = create_engine(url)
    yield engine
    engine.dispose()


def test_the_newest_migration_is_what_alembic_calls_the_head():
    """The portal reads it off the names of the files."""
    settings = Config()
    settings.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(settings).get_current_head() == schema.newest()


def test_the_tables_are_those_of_the_models(engine):
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.of(engine.dialect.name)) == []


def test_every_check_of_the_models_is_in_the_database(engine):
    """Autogenerate does not compare checks; constraints are what the portal stands on."""
    schema.upgrade(engine)
    inspector = inspect(engine)
    for table in tables.all_known(Base).sorted_tables:
        wanted = {
            str(c.name) for c in table.constraints if isinstance(c, CheckConstraint) and c.name
        }
        found = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert wanted <= found, table.name


def test_one_step_down_and_up_again(engine):
    schema.upgrade(engine)
    schema.downgrade(engine, "-1")
    schema.upgrade(engine)
    assert schema.current(engine) == schema.newest()


def test_all_the_way_down_leaves_nothing(engine):
    schema.upgrade(engine)
    schema.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}


def test_upgrading_twice_is_upgrading_once(engine):
    schema.upgrade(engine)
    schema.upgrade(engine)
    assert schema.current(engine) == schema.newest()


def test_newer_data_is_left_alone(engine):
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(schema.NewerData, match="9999"):
        schema.upgrade(engine)


def test_outbox_ids_are_never_used_again(engine):
    """A late delete by id once removed a newer row."""
    schema.upgrade(engine)
    with engine.begin() as connection:
        insert = (
            "insert into outbox (kind, ref, created_at, due_at, tries, error)"
            " values ('index', 'role:1', current_timestamp, current_timestamp, 0, '') returning id"
        )
        first = connection.exec_driver_sql(insert).scalar_one()
        connection.exec_driver_sql("delete from outbox")
        assert connection.exec_driver_sql(insert).scalar_one() > first


MADE = (
    "INSERT INTO department (id, name) VALUES (:there, 'Parks')",
    """INSERT INTO person (id, name, job_title, headline, about, department_id, hired_on, version,
        updated_at) VALUES (:who, 'Ada', '', '', '', :there, '2020-01-01', 1, '2020-01-01')""",
)
SILENT = "INSERT INTO silence (person_id, prompt, ref) VALUES (:who, :prompt, :ref)"


def test_silences_of_before_get_the_one_spelling_and_none_is_lost(engine):
    schema.upgrade(engine, "0012")
    there, who, thing, other = (uuid4() for _ in range(4))
    ids = {"there": there, "who": who}
    if engine.dialect.name == "sqlite":
        ids = {name: key.hex for name, key in ids.items()}
    silences = [("stale", ""), ("suggestion", thing.hex), ("suggestion", str(thing)),
                ("after_mentorship", str(other))]  # fmt: skip
    with engine.begin() as connection:
        for words in MADE:
            connection.execute(text(words), ids)
        for prompt, ref in silences:
            connection.execute(text(SILENT), ids | {"prompt": prompt, "ref": ref})

    def kept():
        found = text("SELECT prompt, ref FROM silence ORDER BY prompt, ref")
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(found)]

    schema.upgrade(engine, "0013")
    assert kept() == [("after_mentorship", other.hex), ("stale", ""), ("suggestion", thing.hex)]
    schema.downgrade(engine, "0012")
    assert kept() == [("after_mentorship", str(other)), ("stale", ""), ("suggestion", thing.hex)]


def test_who_is_there_already_is_found_by_a_folded_name(engine):
    schema.upgrade(engine, "0049")
    ids = {"there": uuid4().hex, "who": uuid4().hex}
    with engine.begin() as connection:
        for words in MADE:
            connection.execute(text(words.replace("'Ada'", "'Élodie O’Hara'")), ids)
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT folded FROM person")).all() == [("elodie ohara",)]
