"""Building the index anew, beside the one in use."""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from search_index import journal, store
from search_index.model import Document, IndexBusy
from search_index.schema import fields
from search_index.whoosh_index import commit, create, encode_names, open_build

_MEMORY_MB = 128
_PROGRESS_EVERY = 100


def rebuild(
    folder: str | os.PathLike[str],
    documents: Iterable[Document],
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Build the index anew beside the present one and swap it in; out: how many documents.

    folder: made when it is not there, readable by its owner alone.
    on_progress: called with the number of documents so far, every hundred and at the end.

    Searches go on in the old build until the one moment of the swap. Commits made by `apply`
    meanwhile, in this or another process, are noted and repeated in the new build before the
    swap, so none is lost, whether or not `documents` had read the row by then. A rebuild started
    during another waits for it. Killed at any moment, the old build stays current. Of several
    documents with one id the last counts.

    Raises IndexBusy where the disk has no room for a second index, or another process does not
    end within store.PATIENCE seconds; the old build stays, and nothing of the new one.

    It is also how text leaves the disk for good: the words of a removed document stay in the files
    of a build. After an erasure rebuild, and call `tidy` when store.KEEP_SECONDS have passed.
    """
    root = Path(folder)
    store.prepare(root)
    with store.locked(root, "rebuild.lock"):
        build = _begun(root)
        try:
            count = _fill(build, documents, on_progress or (lambda _: None))
            with store.locked(root, "write.lock"):
                _repeat(root, build)
                store.swap_in(root, build)
                journal.stop(root)
        except BaseException:
            shutil.rmtree(build, ignore_errors=True)
            with suppress(IndexBusy), store.locked(root, "write.lock"):
                journal.stop(root)
            raise
    return count


def _begun(root: Path) -> Path:
    """The folder of a new build; from now on commits are noted."""
    with store.locked(root, "write.lock"):
        store.sweep(root)
        store.refuse_without_room(root)
        journal.start(root)
    return store.new_build(root)


def tidy(folder: str | os.PathLike[str]) -> bool:
    """Delete builds that are no longer in use; False when a rebuild is under way just now.

    `apply` and `rebuild` do the same by the way; call this when text must be gone by a certain
    time although nothing else changes.
    """
    root = Path(folder)
    store.prepare(root)
    with store.locked(root, "write.lock"), store.locked(root, "rebuild.lock", wait=False) as alone:
        if alone:
            store.sweep(root)
        return alone


def _fill(build: Path, documents: Iterable[Document], on_progress: Callable[[int], None]) -> int:
    index = create(build)
    writer = index.writer(limitmb=_MEMORY_MB, _lk=False)
    repeated = _add(writer, documents, on_progress)
    count = writer.doc_count()
    writer.commit()
    if repeated:
        commit(index, repeated, ())
    encode_names(index)
    store.seal(build, new=True)
    on_progress(count)
    return int(count)


def _add(
    writer: Any, documents: Iterable[Document], on_progress: Callable[[int], None]
) -> dict[str, Document]:
    """Add each id once; out: the documents that came again."""
    seen: set[str] = set()
    repeated: dict[str, Document] = {}
    try:
        for document in documents:
            if document.id in seen:
                repeated[document.id] = document
                continue
            seen.add(document.id)
            writer.add_document(**fields(document))
            if len(seen) % _PROGRESS_EVERY == 0:
                on_progress(len(seen))
    except BaseException:
        writer.cancel()
        raise
    return repeated


def _repeat(root: Path, build: Path) -> None:
    """Commit what was committed elsewhere meanwhile, in its order."""
    index = open_build(build)
    for put, removed in journal.entries(root):
        commit(index, put, removed)
    encode_names(index)
    store.seal(build)
