"""The folder of an index: which build is current, who may write, what is whole.

    <folder>/current        -> build-<format>-<time>-<random>, replaced in one step
    <folder>/build-*/       one Whoosh index each, with checks.json (file -> checksum)
    <folder>/write.lock     held while a commit or a swap is made
    <folder>/rebuild.lock   held while a new build is made
    <folder>/journal.jsonl  commits made meanwhile, to be repeated in the new build

All of it may be deleted at any time: the index is made again from the database.
"""

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

from search_index.model import IndexDamaged, IndexMissing, IndexProblem

FORMAT = 3
"""Raised whenever documents are written differently: an older build is then built again."""

KEEP_SECONDS = 60
"""How long a build that is no longer current stays, for those who are just reading it."""

_CHECKS = "checks.json"
_BUILD = re.compile(r"build-(?:\d+-)?\d{14}-[0-9a-f]{8}\Z")
_CHECKED = re.compile(r"(MAIN_[0-9a-z]+\.[A-Za-z0-9_.]+|_MAIN_[0-9]+\.toc)\Z")


@contextmanager
def reading() -> Iterator[None]:
    """Whatever goes wrong while index files are read means that they are damaged.

    Whoosh reads pickles and packed numbers: spoilt bytes may raise nearly anything.
    """
    try:
        yield
    except (IndexProblem, MemoryError):
        raise
    except Exception as problem:
        raise IndexDamaged(f"The search index cannot be read: {problem!r}") from problem


@contextmanager
def locked(folder: Path, name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock of the folder; yields whether it was got. The kernel frees it when we die."""
    with open(folder / name, "a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def prepare(folder: Path) -> None:
    """Make the folder, readable by its owner alone: index files are pickles."""
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
    os.replace(link, folder / "current")
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


def seal(build: Path) -> None:
    """Bring a commit safely to disk and note the checksums of its new files.

    Whoosh itself never syncs. Files without a checksum (we died between commit and seal) are
    taken as they are, and get theirs with the next commit.
    """
    known = _read_checks(build)
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
    except FileNotFoundError:
        return {}
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
