"""Arrays in a file: put in place whole or not at all, checked when opened, mapped into memory.

The processes that read such a file share it. It is a cache: where it is not to be used, whoever
wrote it writes it again. It needs numpy.
"""

import json
import mmap
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_HEADER = 1024
_APART = 8
"""Each array begins at such a step, as numbers of any size want it."""


class MappedProblem(OSError):
    """There is no such file, or it was cut short, garbled or written for something else."""


def write(file: Path, of: str, arrays: Sequence[Array]) -> None:
    """Put the arrays into the file, whole or not at all. Raises OSError when the disk does not.

    of: what they are, and what they were made with.
    """
    listed = [np.ascontiguousarray(one) for one in arrays]
    parts = [part for one in listed for part in (one.data, bytes(-one.nbytes % _APART))]
    check = 0
    for part in parts:
        check = zlib.crc32(part, check)
    told = [of, check, [(one.dtype.str, one.shape) for one in listed]]
    header = json.dumps(told).encode()
    if len(header) > _HEADER:
        raise ValueError("too many arrays")
    beside = file.with_name(file.name + ".new")
    with open(beside, "wb") as opened:
        opened.write(header.ljust(_HEADER))
        for part in parts:
            opened.write(part)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(beside, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(file: Path, of: str) -> list[Array]:
    """The arrays in a file. Raises MappedProblem where they are not `of` this, and whole."""
    try:
        with open(file, "rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as problem:
        raise MappedProblem(f"{file} cannot be read") from problem
    try:
        return _read(mapped, of)
    except (ValueError, TypeError) as problem:
        raise MappedProblem(f"{file} is not to be used: {problem}") from None


def _read(mapped: mmap.mmap, of: str) -> list[Array]:
    written_of, check, kinds = json.loads(mapped[:_HEADER])
    if written_of != of:
        raise ValueError("in another form, or made with another table")
    if zlib.crc32(memoryview(mapped)[_HEADER:]) != check:
        raise ValueError("cut short or garbled")
    arrays, at = [], _HEADER
    for kind, shape in kinds:
        array = np.ndarray(shape, kind, mapped, at)
        at += array.nbytes + -array.nbytes % _APART
        arrays.append(array)
    return arrays
