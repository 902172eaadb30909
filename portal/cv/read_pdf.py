"""The text of a PDF. Runs apart (see portal.apart), so it imports nothing of the portal.

In: the bytes of the file. Out: JSON with `text`, or with `problem`, one of the words of
portal.cv.receiving.PROBLEMS.
"""

import json
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

PAGES = 30
CHARACTERS = 100_000


def read(data: bytes) -> bytes:
    """See the module. Raises whatever the library raises on a damaged file."""
    try:
        found = _read(PdfReader(BytesIO(data), strict=False))
    except (DependencyError, FileNotDecryptedError):
        found = {"problem": "encrypted"}
    return json.dumps(found).encode()


def _read(document: PdfReader) -> dict[str, str]:
    # Many are locked against changes alone, with an empty password for reading.
    if document.is_encrypted and not document.decrypt(""):
        return {"problem": "encrypted"}
    if len(document.pages) > PAGES:
        return {"problem": "too long"}
    pieces: list[str] = []
    left = CHARACTERS
    for page in document.pages:
        pieces.append(page.extract_text()[: left + 1])
        left -= len(pieces[-1])
        if left < 0:
            break
    return {"text": "\n\n".join(pieces)}
