"""What a kind of notice is made of, and a group of kinds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Kinds with one switch for each channel: what it says, and what is on for who never touched
    it. In the portal everything stands always. `duty`: whose alone it is, by a flag of the actor.
    """

    label: str
    hint: str
    icon: str
    mail: bool = False
    push: bool = False
    duty: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind. `act` says what its page lets one do. `several` says many of a day in one line.

    `urgent` goes by itself where others wait for the person's digest, but never in quiet hours:
    whoever asked for quiet gets it, and nothing here is worth waking somebody. Not `by_mail` is
    what goes in a letter of its own, such as to a calendar.
    """

    words: str
    act: str = ""
    several: str = ""
    urgent: bool = False
    by_mail: bool = True
