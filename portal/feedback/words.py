"""What feedback is called where it stands, its ready questions, and how long one waits."""

from datetime import timedelta

from portal.dates import day
from portal.feedback.models import Feedback, FeedbackEvent

QUESTIONS = {
    "both": "What went well, and what should I do differently next time?",
    "strength": "What do I do well that I should do more of?",
    "start": "What is one thing I should start, stop or carry on doing?",
    "better": "How could I have made it easier for you?",
}
LEAST_QUESTION, MOST_QUESTION = 10, 300
LEAST, MOST = 20, 2000
"""So few characters help nobody, and so many nobody reads."""
MOST_WORD = 600

REASONS = {
    "not seen": "I have not seen enough of it",
    "no time": "I have no time at present",
    "rather talk": "I would rather talk about it",
    "other": "Something else",
}

# How long the same two wait before the one asks the other again.
COOL_DOWN = {"declined": timedelta(days=30), "withdrawn": timedelta(days=7)}

# Where it stands, as the receiver and as the giver reads it.
LINES = {
    "asked": (
        "{by} can answer until {until}; we remind them once.",
        "{person} hopes for your answer until {until}.",
    ),
    "given": ("", "{person} has it. Nobody else reads it{shown}."),
    "declined": ("{by} has answered, without feedback.", "You said no, with thanks."),
    "expired": ("There was no answer in time.", "The time for an answer is over."),
    "taken back": (
        "{by} took back what stood here. That is everybody’s right.",
        "You took it back. The words are gone.",
    ),
}
EVENTS = {
    "asked": "{who} asked",
    "praised": "{who} gave it",
    "given": "{who} gave it",
    "changed": "{who} changed it",
    "declined": "{who} said no, with thanks",
    "withdrawn": "{who} took the question back",
    "expired": "Time ran out",
    "closed": "It was closed",
    "taken back": "{who} took it back",
}


def state_line(row: Feedback, mine: bool) -> str:
    """Where it stands now, as its receiver (`mine`) or the giver reads it."""
    if row.state == "withdrawn":
        if row.reason == "left":
            return "It is closed."
        return "You took the question back." if mine else "The question was taken back."
    line = LINES[row.state][0 if mine else 1]
    shown = ", but for what went well, which you let stand as evidence" if row.evidence_id else ""
    until = day(row.expires_on) if row.expires_on else ""
    return line.format(person=row.person.name, by=row.by.name, until=until, shown=shown)


def happened(event: FeedbackEvent, who: str | None) -> str:
    """One line of a history."""
    return EVENTS.get(event.event, event.event).format(who=who or "Somebody who has left")
