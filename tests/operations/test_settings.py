"""A setting that cannot be used stops the start, in one line that names it."""

import pytest

from portal import config
from tests.operations.running import aspire

KEY = "k" * 32
SERVER = "postgresql+psycopg://someone:a-secret@db.example.org/aspire"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("SECRET_KEY", "short"),
        ("ASPIRE_DEMO", "maybe"),
        ("ASPIRE_DEMO_PUBLIC", "maybe"),
        ("ASPIRE_K", "4"),
        ("ASPIRE_K", "1e3"),
        ("ASPIRE_CLOCK", "yesterday"),
        ("ASPIRE_LOG", "xml"),
        ("ASPIRE_SEARCH", "lucene"),
        ("ASPIRE_PUSH", "https://push.example.org/a-secret"),
        ("ASPIRE_VAPID_KEY", "a-secret"),
        ("ASPIRE_SEARCH", "postgresql"),
        ("ASPIRE_TRUSTED_PROXIES", "-1"),
        ("ASPIRE_BASE_URL", "aspire.example.org"),
        ("DATABASE_URL", "mysql://someone:a-secret@db.example.org/aspire"),
        ("DATABASE_URL", "postgresql+psycopg://someone:a-secret@db.example.org:port/aspire"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///beside-whoever-starts-it.db"),
    ],
)
def test_a_bad_value_is_named_and_never_repeated_where_it_may_be_secret(tmp_path, name, value):
    env = {"ASPIRE_INSTANCE": str(tmp_path), "SECRET_KEY": KEY} | {name: value}
    with pytest.raises(config.BadSetting, match=f"^{name} .*[.]$") as no:
        config.read(env)
    assert "a-secret" not in str(no.value)


def test_the_index_stands_where_the_data_does_unless_it_is_said(tmp_path):
    folder = {"ASPIRE_INSTANCE": str(tmp_path)}
    server = folder | {"DATABASE_URL": SERVER, "SECRET_KEY": KEY}
    assert not config.read(folder).index_in_database
    assert not config.read(folder | {"ASPIRE_SEARCH": "whoosh"}).index_in_database
    assert config.read(server).index_in_database
    assert config.read(server | {"ASPIRE_SEARCH": "postgresql"}).index_in_database
    assert not config.read(server | {"ASPIRE_SEARCH": "whoosh"}).index_in_database


def test_postgresql_asks_for_a_key_and_for_its_driver(tmp_path, monkeypatch):
    env = {"ASPIRE_INSTANCE": str(tmp_path), "DATABASE_URL": SERVER}
    with pytest.raises(config.BadSetting, match=r"^SECRET_KEY is required"):
        config.read(env)
    assert config.read(env | {"SECRET_KEY": KEY}).database_url == SERVER
    monkeypatch.setattr(config, "find_spec", lambda _name: None)
    with pytest.raises(config.BadSetting, match=r"requirements/postgres\.txt$"):
        config.read(env | {"SECRET_KEY": KEY})


def test_an_instance_folder_that_cannot_be_used_is_named(tmp_path, monkeypatch):
    taken = tmp_path / "a-file"
    taken.touch()
    with pytest.raises(config.BadSetting, match="a-file"):
        config.read({"ASPIRE_INSTANCE": str(taken)})
    monkeypatch.setattr(config.os, "access", lambda *_: False)
    with pytest.raises(config.BadSetting, match="nothing can be written"):
        config.read({"ASPIRE_INSTANCE": str(tmp_path)})


@pytest.mark.slow
def test_a_command_ends_with_one_line(tmp_path):
    no = aspire(tmp_path, "check", PORT="abc")
    assert (no.returncode, no.stdout, no.stderr) == (2, "", "PORT must be a whole number.\n")
