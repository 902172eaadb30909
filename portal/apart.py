"""Reading what people send, apart: in a process of its own that can do harm to nobody.

A reader is a module with `read(data: bytes) -> bytes` that imports nothing of the portal. It runs
in a fresh interpreter with no environment, no secrets and no connection of ours, which may use so
much processor and memory, may write no file, start no process and open no socket, and is gone at
the deadline. This file is also that process: it is run as a script, so it imports the standard
library alone.
"""

import math
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from typing import IO, Any

resource: Any = None
with suppress(ImportError):  # elsewhere there is no limit but the deadline
    import resource

MOST_OUT = 8 * 1024 * 1024
AT_ONCE = 2
"""Readers of one web worker at a time: what they may use together stays bounded."""
WAITING, WAIT = 1, 4.0
"""Who comes when no place is free waits so long; the rest are told at once. A web worker has four
threads (portal.web), and one must stay for people who only want a page."""
_OUT_OF_MEMORY = 77
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = ("socket.", "subprocess.", "os.fork", "os.exec", "os.posix_spawn", "os.system", "pty.")
_places = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(WAITING)


class TooMuch(Exception):
    """The reader needed more time or memory, or had more to say, than it is given."""


class Busy(TooMuch):
    """Others are being read; nothing was tried."""


class Broken(Exception):
    """The reader failed on what it was given."""


def run(module: str, data: bytes, *, seconds: float, megabytes: int) -> bytes:
    """What `module.read(data)` answers, at most MOST_OUT bytes.

    In: the whole name of a reader, and what it gets of time and memory. Raises TooMuch beyond
    those, Busy when no place became free in time, Broken when the reader failed in any other way.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    _take_a_place()
    try:
        return _run(spec.origin, data, seconds, megabytes)
    except OSError:  # no process could be started: the machine is full
        raise Busy from None
    finally:
        _places.release()


def _take_a_place() -> None:
    """Wait for one in the queue, where that has room. Raises Busy."""
    if _places.acquire(blocking=False):
        return
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        if not _places.acquire(timeout=WAIT):
            raise Busy
    finally:
        _queue.release()


def _run(reader: str, data: bytes, seconds: float, megabytes: int) -> bytes:
    given = [reader, str(megabytes), str(math.ceil(seconds))]
    child = subprocess.Popen(  # noqa: S603 - our own file, and nothing a person wrote
        [sys.executable, "-I", "-B", __file__, *given],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")},
        cwd=os.path.abspath(os.sep),
        start_new_session=True,
    )
    late = threading.Event()
    deadline = threading.Timer(seconds, _end, (child, late))
    feeding = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
    deadline.start()
    feeding.start()
    answer = b""
    try:
        answer = child.stdout.read(MOST_OUT + 1)  # type: ignore[union-attr]
    finally:
        if len(answer) > MOST_OUT:
            _end(child)
        status = child.wait()
        deadline.cancel()
        feeding.join()
        child.stdout.close()  # type: ignore[union-attr]
    return _judged(answer, status, late=late.is_set())


def _judged(answer: bytes, status: int, *, late: bool) -> bytes:
    if late or len(answer) > MOST_OUT or status in (_OUT_OF_MEMORY, -_signal("SIGXCPU")):
        raise TooMuch
    if status:
        raise Broken
    return answer


def _signal(name: str) -> int:
    return int(getattr(signal, name, 0))


def _end(child: subprocess.Popen[bytes], late: threading.Event | None = None) -> None:
    """End the process and all it might have started; harmless when it has ended by itself."""
    if child.returncode is not None:
        return
    if late is not None:
        late.set()
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    """Write all of it; a reader may well end before it has read everything."""
    assert pipe is not None  # noqa: S101 - said to Popen above
    with suppress(OSError):
        pipe.write(data)
    with suppress(OSError):
        pipe.close()


def _fence(megabytes: int, seconds: int) -> None:
    """What this process may use from now on."""
    if resource is None:
        return
    memory = megabytes * 1024 * 1024
    for name, limit in (
        ("RLIMIT_AS", memory),
        ("RLIMIT_DATA", memory),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_CORE", 0),
    ):
        # A second to be told in that the time is over, then the end.
        hard = limit + 1 if name == "RLIMIT_CPU" else limit
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, hard))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """No file is written, no process started and no connection opened, whoever we run as."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _read_here(reader: str, megabytes: int, seconds: int) -> int:
    """The life of the process apart: limits, then the reader, then its answer."""
    _fence(megabytes, seconds)
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no part of the answer
    sys.addaudithook(_refuse)
    try:
        spec = spec_from_file_location("reader", reader)
        module = module_from_spec(spec)  # type: ignore[arg-type]
        spec.loader.exec_module(module)  # type: ignore[union-attr]
        answer = memoryview(module.read(sys.stdin.buffer.read()))
        while answer:
            answer = answer[os.write(answers, answer) :]
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    # Not by the usual way out: what is left in memory needs no tidying, and may not be able to.
    os._exit(_read_here(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
