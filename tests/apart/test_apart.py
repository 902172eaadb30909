"""Whatever a reader does, nothing but its answer comes back, and in time."""

import os
import threading
import time

import psutil
import pytest

from portal import apart
from portal.apart import Broken, Busy, TooMuch, run


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Makes a reader of these lines and runs it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def read(body, data=b"", *, seconds=10.0, megabytes=200):
        name = f"reader_{os.urandom(4).hex()}"
        lines = "\n".join("    " + line for line in body.splitlines())
        (tmp_path / f"{name}.py").write_text(f"import os, sys\n\ndef read(data):\n{lines}\n")
        return run(name, data, seconds=seconds, megabytes=megabytes)

    return read


def children():
    return [child for child in psutil.Process().children() if "apart.py" in str(child.cmdline())]


def test_the_answer_comes_back_whole(reader):
    data = os.urandom(3 * 1024 * 1024)
    assert reader("print('noise')\nreturn data[::-1]", data) == data[::-1]


def test_an_endless_reader_is_gone_at_the_deadline(reader):
    begun = time.monotonic()
    with pytest.raises(TooMuch):
        reader("while True: pass", seconds=1.0)
    with pytest.raises(TooMuch):
        reader("import time\ntime.sleep(60)", seconds=0.5)
    assert time.monotonic() - begun < 5
    assert not children()


def test_memory_ends_where_it_should(reader):
    with pytest.raises(TooMuch):
        reader("return b'x' * 500_000_000")
    assert reader("return b'x' * 1000") == b"x" * 1000


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError('a secret word')",
        "os.abort()",
        "os._exit(3)",
        "sys.exit(1)",
        "os.kill(os.getpid(), 11)",
        "return 'no bytes'",
        "return None",
    ],
)
def test_a_reader_that_fails_is_broken_and_says_nothing(reader, body, capfd):
    with pytest.raises(Broken) as error:
        reader(body, b"something to read" * 100_000)
    assert not error.value.args
    assert capfd.readouterr() == ("", "")
    assert not children()


def test_it_has_no_more_to_say_than_is_heard(reader):
    with pytest.raises(TooMuch):
        reader("return b'x' * 60_000_000")
    flood = "out = max(fd for fd in range(3, 9) if os.path.exists(f'/proc/self/fd/{fd}'))\n"
    with pytest.raises(TooMuch):
        reader(f"{flood}while True: os.write(out, b'x' * 65536)")


@pytest.mark.parametrize(
    "deed",
    [
        "open('TMP/left-behind', 'w')",
        "os.open('TMP/left-behind', os.O_CREAT | os.O_WRONLY)",
        "os.fork()",
        "os.system('true')",
        "__import__('subprocess').run(['true'])",
        "__import__('socket').create_connection(('127.0.0.1', 1))",
    ],
)
def test_it_writes_nothing_starts_nothing_and_calls_nobody(reader, deed, tmp_path):
    deed = deed.replace("TMP", str(tmp_path))
    body = f"try:\n    {deed}\nexcept PermissionError:\n    return b'refused'\nreturn b'done'"
    assert reader(body) == b"refused"
    assert not (tmp_path / "left-behind").exists()


def test_it_knows_nothing_of_us(reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "what nobody may know")
    body = "return repr((dict(os.environ), [m for m in sys.modules if 'portal' in m])).encode()"
    told = reader(body)
    assert b"nobody may know" not in told
    assert told.endswith(b"[])")


def test_so_many_at_once_and_no_more(reader, monkeypatch):
    monkeypatch.setattr(apart, "WAIT", 0.2)
    slow = "import time\ntime.sleep(2)\nreturn b''"
    busy = [threading.Thread(target=reader, args=(slow,)) for _ in range(apart.AT_ONCE)]
    for thread in busy:
        thread.start()
    time.sleep(0.3)
    with pytest.raises(Busy):
        reader("return b''")
    for thread in busy:
        thread.join()
    assert reader("return b'free again'") == b"free again"


def test_a_crowd_does_not_wait(reader):
    """Every waiting upload holds a thread that somebody's page needs."""
    slow = "import time\ntime.sleep(2)\nreturn b''"
    held = apart.AT_ONCE + apart.WAITING
    busy = [threading.Thread(target=reader, args=(slow,)) for _ in range(held)]
    for thread in busy:
        thread.start()
    time.sleep(0.5)
    before = time.monotonic()
    with pytest.raises(Busy):
        reader("return b''")
    assert time.monotonic() - before < 0.5
    for thread in busy:
        thread.join()


def test_starting_it_is_cheap(reader):
    before = os.times()
    reader("return b''")
    after = os.times()
    spent = sum(after[i] - before[i] for i in range(4))
    assert spent < 0.5, spent
