"""The operator's commands, one by one."""

import sqlite3

import pytest

from portal.commands import caring
from search_index import subwords
from tests.operations.running import aspire

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PASSWORD = "seven grey herons waiting"
ADD = ("user", "add", "Kim@Example.org", "--name", "Kim Lau", "--department", "Parks", "--admin")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    assert aspire(folder, "db", "upgrade").returncode == 0
    assert "Kim Lau can sign in" in aspire(folder, *ADD, "--password", PASSWORD).stdout
    return folder


def asked(folder, statement):
    with sqlite3.connect(folder / "aspire.db") as data:
        rows = data.execute(statement).fetchall()
    data.close()
    return rows


def test_a_person_is_added_disabled_enabled_and_given_a_password(folder):
    again = aspire(folder, *ADD, "--password", PASSWORD)
    assert (again.returncode, "already" in again.stderr) == (2, True)
    assert aspire(folder, "user", "disable", "kim@example.org").returncode == 0
    assert asked(folder, "select count(*) from account where disabled_at is not null") == [(1,)]
    assert aspire(folder, "user", "enable", "kim@example.org").returncode == 0
    short = aspire(folder, "user", "set-password", "kim@example.org", "--password", "kim")
    assert "at least 15" in short.stderr
    nobody = aspire(folder, "user", "disable", "nobody@example.org")
    assert (nobody.returncode, "Nobody signs in" in nobody.stderr) == (2, True)
    done = aspire(folder, "user", "set-password", "kim@example.org", "--password", PASSWORD)
    assert done.returncode == 0
    actions = {row[0] for row in asked(folder, "select action from audit_event")}
    assert {"account.add", "account.disable", "account.enable", "account.set-password"} <= actions


def test_nobody_else_on_the_machine_reads_what_people_wrote(folder, tmp_path):
    backup = tmp_path / "copy"
    assert aspire(folder, "backup", str(backup)).returncode == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert folder / "aspire.db" in files
    assert [path for path in (backup, *files) if path.stat().st_mode & 0o077] == []


def test_the_worker_runs_once_and_all_is_well(folder):
    assert aspire(folder, "work", "--once").returncode == 0
    check = aspire(folder, "check")
    assert (check.returncode, check.stdout) == (0, "Everything is as it should be.\n")


def test_check_says_what_is_wrong(folder):
    assert aspire(folder, "reindex").returncode == 0
    with sqlite3.connect(folder / "aspire.db") as data:
        data.execute("update department set name = 'Parks'")
        data.execute("pragma foreign_keys = off")
        data.execute(
            "insert into outbox (kind, ref, created_at, due_at, tries, error)"
            " values ('notify.x', '1', '2020-01-01', '2020-01-01', 8, 'ValueError')"
        )
    data.close()
    check = aspire(folder, "check")
    assert (check.returncode, "1 left after the last try" in check.stdout) == (1, True)
    with sqlite3.connect(folder / "aspire.db") as data:
        data.execute("delete from outbox")
    data.close()


def test_check_says_that_the_subword_table_was_changed(monkeypatch):
    assert caring._subwords() == []

    def changed():
        raise OSError("subwords.table was changed")

    monkeypatch.setattr(subwords, "check", changed)
    [told] = caring._subwords()
    assert "subwords.table was changed. What to do: install Aspire anew" in told


def test_check_finds_what_is_out_of_date_and_says_what_to_do(folder):
    with sqlite3.connect(folder / "aspire.db") as data:
        data.execute("update person set headline = 'Counts herons' where name = 'Kim Lau'")
    data.close()
    check = aspire(folder, "check")
    assert (check.returncode, "out of date" in check.stdout) == (1, True)
    assert "aspire reindex" in check.stdout
    done = aspire(folder, "reindex")
    assert (done.returncode, "documents in" in done.stdout) == (0, True)
    assert aspire(folder, "check").returncode == 0


def test_a_backup_is_restored_with_everything_in_it(folder, tmp_path):
    copy = tmp_path / "backup.db"
    assert "checked" in aspire(folder, "backup", str(copy)).stdout
    assert copy.stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert aspire(elsewhere, "restore", str(copy)).returncode == 0
    assert aspire(elsewhere, "work", "--once").returncode == 0
    assert aspire(elsewhere, "check").returncode == 0
    assert asked(elsewhere, "select name from person") == [("Kim Lau",)]


def test_a_damaged_copy_is_not_restored(folder, tmp_path):
    copy = tmp_path / "backup.db"
    copy.write_bytes(b"SQLite format 3\0" + b"spoilt" * 1000)
    done = aspire(folder, "restore", str(copy))
    assert (done.returncode, "Nothing was changed" in done.stderr) == (2, True)
    assert asked(folder, "select name from person") == [("Kim Lau",)]


def test_newer_data_is_refused_in_words(folder, tmp_path):
    copy = tmp_path / "aspire.db"
    assert aspire(folder, "backup", str(copy)).returncode == 0
    with sqlite3.connect(copy) as data:
        data.execute("update alembic_version set version_num = '9999'")
    data.close()
    for command in (("db", "upgrade"), ("serve", "--prepare")):
        done = aspire(tmp_path, *command)
        assert (done.returncode, "newer than this version" in done.stderr) == (2, True)


def test_the_demonstration_is_not_made_among_people(folder):
    done = aspire(folder, "demo")
    assert (done.returncode, "people in the database already" in done.stderr) == (2, True)


def test_the_secret_is_for_its_owner_alone(folder):
    assert (folder / "secret_key").stat().st_mode & 0o077 == 0
