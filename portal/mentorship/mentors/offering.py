"""What a mentor can offer: topics, formats and languages, each a fixed list in plain words.

A set of them is kept as one number, with a bit for each code in the order of its list (ADR 35), so
that thousands of mentors are looked through at once. A code keeps its place and its meaning for
ever: to change a list, add codes at its end, or name one that is no longer offered in `retired`,
and raise VERSION.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

VERSION = 1


@dataclass(frozen=True)
class Listed:
    """A list of at most 62 codes with their words."""

    words: dict[str, str]
    retired: frozenset[str] = frozenset()
    bits: dict[str, int] = field(init=False)
    places: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        bits = {code: 1 << place for place, code in enumerate(self.words)}
        object.__setattr__(self, "bits", bits)
        object.__setattr__(self, "places", tuple(self.words))

    @property
    def offered(self) -> dict[str, str]:
        """What can be chosen today, with its words."""
        return {code: said for code, said in self.words.items() if code not in self.retired}

    def number(self, codes: Iterable[str]) -> int:
        """The number of a set. Raises KeyError for a code that never was."""
        return sum(self.bits[code] for code in set(codes))

    def codes(self, number: int) -> list[str]:
        """The set of a number, in the order of the list."""
        found = []
        left = number & ((1 << len(self.places)) - 1)
        while left:  # of sixty places few are taken
            found.append(self.places[(left & -left).bit_length() - 1])
            left &= left - 1
        return found

    def said(self, number: int) -> list[str]:
        """The same in words."""
        return [self.words[code] for code in self.codes(number)]


TOPICS = Listed({
    "direction": "Finding a direction",
    "moving": "Moving to another department",
    "promotion": "Taking the next step up",
    "leading": "Leading people",
    "new-lead": "My first months as a manager",
    "starting": "Starting in a new job",
    "return": "Returning after leave",
    "interview": "Preparing for an interview",
    "project": "Running a project",
    "speaking": "Speaking up and presenting",
    "hard-talks": "Difficult conversations",
    "network": "Getting to know people here",
    "balance": "Work and life in balance",
    "learning": "Learning beside the job",
    "belonging": "Being the only one like me in the room",
    "later-years": "The last years before retirement",
})  # fmt: skip

FORMATS = Listed({
    "one": "One to one",
    "group": "In a group",
    "video": "By video",
    "person": "In person",
    "message": "By message",
})  # fmt: skip

LANGUAGES = Listed({
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian",
    "pt": "Portuguese", "nl": "Dutch", "pl": "Polish", "uk": "Ukrainian", "ru": "Russian",
    "tr": "Turkish", "ar": "Arabic", "fa": "Persian", "ku": "Kurdish", "he": "Hebrew",
    "hi": "Hindi", "ur": "Urdu", "bn": "Bengali", "pa": "Punjabi", "ta": "Tamil",
    "te": "Telugu", "gu": "Gujarati", "ml": "Malayalam", "si": "Sinhala", "ne": "Nepali",
    "zh": "Chinese", "yue": "Cantonese", "ja": "Japanese", "ko": "Korean", "vi": "Vietnamese",
    "th": "Thai", "id": "Indonesian", "ms": "Malay", "tl": "Filipino", "sv": "Swedish",
    "no": "Norwegian", "da": "Danish", "fi": "Finnish", "is": "Icelandic", "et": "Estonian",
    "lv": "Latvian", "lt": "Lithuanian", "cs": "Czech", "sk": "Slovak", "hu": "Hungarian",
    "ro": "Romanian", "bg": "Bulgarian", "sr": "Serbian, Croatian or Bosnian", "sl": "Slovenian",
    "mk": "Macedonian", "sq": "Albanian", "el": "Greek", "so": "Somali", "am": "Amharic",
    "ti": "Tigrinya", "sw": "Swahili", "yo": "Yoruba", "ig": "Igbo", "ha": "Hausa",
    "af": "Afrikaans", "cy": "Welsh", "sign": "A sign language",
})  # fmt: skip
