"""Copies of one's own pages, for one's own device to show without a network (adr/0019).

A page that is asked for with the header is made to be kept: it says so, and leaves out what is of
other people and what cannot work without a network.
"""

from flask import request

from portal.guard import signed_in

HEADER = "Aspire-Copy"

PAGES = {
    "/": "Home",
    "/me": "About me",
    "/me/edit": "In my words",
    "/me/aspirations": "My aspirations",
    "/me/skills/rate": "Rate my skills",
    "/me/experience/add": "Add something I have done",
    "/me/evidence": "What shows my skills",
    "/plan": "My plan",
    "/me/waiting": "What is waiting",
}
"""What may be kept, by its address: pages of oneself, and no others."""


def asked() -> bool:
    """Whether this answer is a copy to be kept."""
    return (
        request.method == "GET"
        and HEADER in request.headers
        and request.path in PAGES
        and signed_in() is not None
    )
