"""How a process of the server asks the system for memory."""

import subprocess
import sys

import pytest

from portal import starting
from portal.commands import running

# Threads that each take memory while the others hold theirs, as those of a web worker do.
THREADS = """
import ctypes, sys, threading
from portal import starting
if {one}: starting.one_heap()
together = threading.Barrier(4)
def take():
    held = [bytearray(50_000) for _ in range(50)]
    together.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
ctypes.CDLL(None).malloc_stats()
"""


def heaps(*, one: bool) -> int:
    """How many heaps such a process has in the end, as glibc tells it."""
    command = [sys.executable, "-c", THREADS.format(one=one)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return sum(line.startswith("Arena ") for line in told.splitlines())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc has such heaps")
def test_all_threads_share_one_heap():
    assert heaps(one=False) > 1, "else there is nothing to save"
    assert heaps(one=True) == 1


@pytest.mark.one_database
def test_every_process_of_the_server_begins_so(app, monkeypatch):
    began = []
    monkeypatch.setattr(starting, "one_heap", lambda: began.append(True))
    monkeypatch.setattr(running, "_refuse_old_tables", lambda: None)
    monkeypatch.setattr(running.gunicorn, "run", lambda *_: None)
    monkeypatch.setattr(running.supervisor, "listen", lambda _host, _port: None)
    monkeypatch.setattr(running.supervisor, "supervise", lambda _children: None)
    monkeypatch.setattr(running.worker, "run", lambda *_: None)
    monkeypatch.setattr(running.prepare, "anybody", lambda: True)
    monkeypatch.setattr(running.logs, "configure", lambda _how: None)
    for command, *options in (
        (running.web,),
        (running.serve,),
        (running.work,),
    ):
        done = app.test_cli_runner().invoke(command, options)
        assert done.exit_code == 0, done.output
        assert began.pop()
