"""The folder of an index: which build is current, who may write, what is whole.

    <folder>/current        -> build-<format>-<time>-<random>, replaced in one step
    <folder>/build-*/       one Whoosh index each, with checks.json (file -> checksum)
    <folder>/write.lock     held while a commit or a swap is made
    <folder>/rebuild.lock   held while a new build is made
    <folder>/journal.jsonl  commits made meanwhile, to be repeated in the new build

All of it may be deleted at any time: the index is made again from the database.
"""

import errno
import fcntl
import json
import os
import re
import secrets
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from search_index.model import IndexBusy, IndexDamaged, IndexMissing, IndexProblem, Reason

FORMAT = 4
"""Raised whenever documents are written differently: an older build is then built again."""

KEEP_SECONDS = 60
"""How long a build that is no longer current stays, for those who are just reading it."""

PATIENCE = 30.0
"""How many seconds to wait for a process that holds a lock."""

ROOM_KEPT = 8 * 1024 * 1024
"""Building anew leaves at least so many bytes of the disk to others."""

_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LEAVE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_MOMENT = _ROOM | {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS}
_CHECKS = "checks.json"
_BUILD = re.compile(r"build-(?:\d+-)?\d{14}-[0-9a-f]{8}\Z")
_CHECKED = re.compile(r"(MAIN_[0-9a-z]+\.[A-Za-z0-9_.]+|_MAIN_[0-9]+\.toc)\Z")


@contextmanager
def reading() -> Iterator[None]:
    """Whatever goes wrong while index files are read means that they are damaged.

    Whoosh reads pickles and packed numbers: spoilt bytes may raise nearly anything. What the
    system has too little of just now says nothing about the files.
    """
    try:
        yield
    except (IndexProblem, MemoryError):
        raise
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in _MOMENT:
            raise _busy(problem) from problem
        raise IndexDamaged(f"The search index cannot be read: {problem!r}") from problem


@contextmanager
def writing() -> Iterator[None]:
    """Whatever the system refuses while index files are written is a matter of the moment."""
    try:
        yield
    except OSError as problem:
        raise _busy(problem) from problem


def _busy(problem: OSError) -> IndexBusy:
    reason: Reason = "device"
    if problem.errno in _ROOM:
        reason = "room"
    elif problem.errno in _LEAVE:
        reason = "leave"
    why = os.strerror(problem.errno) if problem.errno else type(problem).__name__
    return IndexBusy(f"The search index cannot be written: {why}", reason)


@contextmanager
def locked(folder: Path, name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock of the folder; yields whether it was got. The kernel frees it when we die.

    Raises IndexBusy when we should wait and the holder does not give it back in PATIENCE seconds,
    and when the system refuses to write what is written under the lock.
    """
    with writing(), open(folder / name, "a+", encoding="ascii") as file:
        got = _taken(file, PATIENCE if wait else 0)
        if wait and not got:
            raise IndexBusy(f"Another process ({_holder(file)}) holds {name}", "held")
        try:
            yield got
        finally:
            if got:
                fcntl.flock(file, fcntl.LOCK_UN)


def _taken(file: IO[str], patience: float) -> bool:
    """Whether the lock was got in so many seconds. The holder's number is there for the others."""
    until, pause = time.monotonic() + patience, 0.005
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
        time.sleep(pause)
        pause = min(0.1, pause * 1.5)
    with suppress(OSError):
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), str(os.getpid()).encode())
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    number = file.read(20)
    return f"number {number}" if number.isdigit() else "of unknown number"


def refuse_without_room(folder: Path) -> None:
    """Raise IndexBusy where a second index beside the present one would fill the disk, and leave
    no room for whatever else is written there.
    """
    try:
        present = current(folder)
    except IndexProblem:
        return
    built = sum(entry.stat().st_size for entry in os.scandir(present)) * 3 // 2
    needed, free = built + ROOM_KEPT, shutil.disk_usage(folder).free
    if free < needed:
        words = f"{-(-needed >> 20)} MB of room are needed to build it anew, {free >> 20} are there"
        raise IndexBusy(f"The search index cannot be written: {words}", "room")


def prepare(folder: Path) -> None:
    """Make the folder, readable by its owner alone: index files are pickles."""
    with writing():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)


def current_name(folder: Path) -> str:
    """The name of the build to be read now; IndexMissing when there is none."""
    try:
        return os.readlink(folder / "current")
    except FileNotFoundError:
        raise IndexMissing(f"No search index in {folder}") from None
    except OSError as problem:
        raise IndexDamaged(f"{folder / 'current'} is not a link to a build") from problem


def current(folder: Path) -> Path:
    """The build to be read now; IndexMissing without one, IndexDamaged when the link is wrong or
    the build was written by another version of this library.
    """
    build = folder / current_name(folder)
    if not _BUILD.match(build.name) or not build.is_dir():
        raise IndexDamaged(f"{folder / 'current'} leads to no build")
    if not build.name.startswith(f"build-{FORMAT}-"):
        raise IndexDamaged(f"{build} was written in another format")
    return build


def new_build(folder: Path) -> Path:
    """An empty folder for a new build."""
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    build = folder / f"build-{FORMAT}-{stamp}-{secrets.token_hex(4)}"
    build.mkdir(mode=0o700)
    return build


def swap_in(folder: Path, build: Path) -> None:
    """Make a finished build the current one, in one step that a crash cannot halve."""
    link = folder / f"current-{secrets.token_hex(4)}"
    link.symlink_to(build.name)
    with suppress(IndexProblem, OSError):
        os.utime(folder / current_name(folder))  # from now on its time to stay is counted
    if (present := folder / "current").is_dir() and not present.is_symlink():
        shutil.rmtree(present)  # nothing of ours
    os.replace(link, present)
    _sync(folder)


def sweep(folder: Path) -> None:
    """Remove builds that nobody reads any more; the caller holds both locks."""
    with suppress(IndexProblem):
        now, kept = time.time(), current_name(folder)
        for entry in folder.iterdir():
            if _BUILD.match(entry.name) and entry.name != kept:
                if now - entry.stat().st_mtime > KEEP_SECONDS:
                    shutil.rmtree(entry, ignore_errors=True)
            elif entry.name.startswith("current-"):
                entry.unlink(missing_ok=True)


def seal(build: Path, *, new: bool = False) -> None:
    """Bring a commit safely to disk and note the checksums of its new files.

    new: nothing of this build was noted before; else IndexDamaged where the notes are gone.

    Whoosh itself never syncs. Files without a checksum (we died between commit and seal) are
    taken as they are, and get theirs with the next commit.
    """
    known = {} if new else _read_checks(build)
    present = [name for name in os.listdir(build) if _CHECKED.match(name)]
    checks = {name: known[name] for name in present if name in known}
    for name in present:
        if name not in checks:
            with suppress(FileNotFoundError), open(build / name, "rb") as file:
                os.fsync(file.fileno())
                checks[name] = zlib.crc32(file.read())
    temporary = build / (_CHECKS + ".new")
    with open(temporary, "w", encoding="ascii") as file:
        json.dump(checks, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, build / _CHECKS)
    _sync(build)


def verify(build: Path) -> None:
    """Raise IndexDamaged when a file of the build is not what it was when it was written.

    A file that vanishes while we look was merged away by a commit; if it was needed, opening the
    index says so.
    """
    for name, check in _read_checks(build).items():
        with suppress(FileNotFoundError):
            if zlib.crc32((build / name).read_bytes()) != check:
                raise IndexDamaged(f"{build / name} was changed or cut short")


def _read_checks(build: Path) -> dict[str, int]:
    try:
        checks = json.loads((build / _CHECKS).read_bytes())
    except FileNotFoundError as problem:
        raise IndexDamaged(f"{build / _CHECKS} is gone") from problem
    except ValueError as problem:
        raise IndexDamaged(f"{build / _CHECKS} is garbled") from problem
    if not isinstance(checks, dict):
        raise IndexDamaged(f"{build / _CHECKS} is garbled")
    return checks


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
