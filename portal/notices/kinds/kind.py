"""What a kind of notice is made of, and a group of kinds."""

from collections import defaultdict
from dataclasses import dataclass

SOMEBODY = ("mentee", "mentor", "who", "person", "other")
SOME_DAY = ("due", "day", "ends")


@dataclass(frozen=True)
class Group:
    """Kinds with one switch for each channel: what it says, and what is on for who never touched
    it. In the portal everything stands always. `may`: the action whose people alone are told.
    """

    label: str
    hint: str
    icon: str
    mail: bool = False
    push: bool = False
    may: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind. `act` says what its page lets one do. `several` says many of a day in one line.

    `post`: what one click does from the list, and the address it posts to, with the {id} of the
    thing. Only what can be taken back.

    `urgent` goes by itself where others wait for the person's digest, but never in quiet hours:
    whoever asked for quiet gets it, and nothing here is worth waking somebody. Not `by_mail` is
    what goes in a letter of its own, such as to a calendar.
    """

    words: str
    act: str = ""
    post: tuple[str, str] | None = None
    several: str = ""
    urgent: bool = False
    by_mail: bool = True

    @property
    def label(self) -> str:
        """The kind in words that name nobody: "Somebody asks for your help as a mentor"."""
        names = defaultdict(lambda: "…", dict.fromkeys(SOMEBODY, "somebody"))
        names |= dict.fromkeys(SOME_DAY, "a day") | {"level": ""}
        words = self.words.format_map(names)
        return words[0].upper() + words[1:]
