"""One way to compare names: without case, accents and punctuation, as the search index does."""

from search_index import text


def fold(name: str) -> str:
    """What two spellings of one name share: "C++-Programming" and "c++ programming" fold alike.

    In: any text. Out: its folded words; a name made of signs alone keeps its signs. Never fails.
    """
    return text.key(name) or " ".join(text.fold(name).split())
