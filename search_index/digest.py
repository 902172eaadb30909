"""What tells whether a document in the index is the one the database would make now."""

import hashlib
import json

from search_index.model import Document


def digest(document: Document) -> str:
    """A short sum over everything in a document, whatever the order of names and values."""
    told = (
        document.id,
        document.kind,
        document.title,
        sorted(document.aliases),
        document.body,
        sorted(document.keywords),
        sorted((name, sorted(values)) for name, values in document.facets.items() if values),
        sorted(set(document.audience)),
        sorted(set(document.codes)),
    )
    written = json.dumps(told, separators=(",", ":"))
    return hashlib.blake2b(written.encode(), digest_size=8).hexdigest()
