"""Why something was found, in words beside each hit."""

from search_index import Hit
from search_index.model import Parts

_LEADS = {
    "role": {"alias": "Also called ", "keyword": "Asks for ", "meaning": "Close in meaning: "},
    "skill": {"alias": "Also called ", "meaning": "Close in meaning: "},
    "person": {"alias": "Works as ", "keyword": "Shows "},
    "mentor": {"alias": "Works as ", "keyword": "Teaches "},
    "learning": {"keyword": "Teaches ", "meaning": "Close in meaning: "},
    "opportunity": {
        "alias": "Also called ",
        "keyword": "About ",
        "meaning": "Close in meaning: ",
    },
    "community": {"keyword": "About ", "meaning": "Close in meaning: "},
    "knowledge": {"keyword": "About ", "meaning": "Close in meaning: "},
    "programme": {"meaning": "Close in meaning: "},
}
_MARKS = {"alias": "alias", "keyword": "keywords", "meaning": "alias"}
_PLAIN = {
    "code": "Found by its code",
    "title": "Found in the title",
    "text": "Found in the description",
    "keyword": "Found in the skills",
    "meaning": "Close in meaning",
}
_OTHERWISE = {
    "skill": {"title": "Found by name"},
    "person": {"title": "Found by name", "text": "Found in their own words"},
    "mentor": {"title": "Found by name", "text": "Found in what they offer"},
}


def why(hit: Hit) -> Parts:
    """Why a hit was found, in pieces of which some are marked; empty when nothing was typed."""
    shown = hit.highlights.get(_MARKS.get(hit.found_in, ""), ())
    lead = _LEADS[hit.kind].get(hit.found_in)
    if shown and lead:
        return ((lead, False), *shown)
    words = _OTHERWISE.get(hit.kind, {}).get(hit.found_in) or _PLAIN.get(hit.found_in)
    return ((words, False),) if words else ()


def more(hit: Hit) -> Parts:
    """The skills that fit as well, where something else was the first reason."""
    named = hit.highlights.get("keywords", ())
    lead = _LEADS[hit.kind].get("keyword", "")
    return ((lead, False), *named) if named and lead and hit.found_in != "keyword" else ()
