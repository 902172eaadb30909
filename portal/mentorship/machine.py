"""How requests and mentorships change state: the one door to both tables.

The function that uses them stands in `engine`, the tables in `requests`, `relations` and
`approaches.table`.
"""

from portal.mentorship import relations, requests
from portal.mentorship.approaches import table as approaches
from portal.mentorship.engine import CHANGES, TABLE, Thing, Who, advance, mentor_state, record

start, settle = requests.start, requests.settle

__all__ = [
    "CHANGES",
    "TABLE",
    "Thing",
    "Who",
    "advance",
    "approaches",
    "mentor_state",
    "record",
    "relations",
    "settle",
    "start",
]
