"""What is told about feedback: that it is there, never a word of it."""

from portal.notices.kinds.kind import Kind

FEEDBACK = {
    "feedback.asked": Kind(
        "{who} asks you for feedback", act="Answer", several="{n} colleagues ask you for feedback",
    ),
    "feedback.reminded": Kind("{who} hopes for your feedback by {day}", act="Answer"),
    "feedback.given": Kind(
        "{who} gave you the feedback you asked for", act="Read it",
        several="{n} colleagues gave you feedback",
    ),
    "feedback.praised": Kind(
        "{who} has praise for you", act="Read it", several="{n} times you were praised",
    ),
    "feedback.declined": Kind("{who} has answered your question for feedback", act="Read it"),
    "feedback.expired": Kind(
        "{who} could not give you feedback in time", act="Ask somebody else",
    ),
    "feedback.closed": Kind("{who} can no longer give you feedback", act="Ask somebody else"),
    "feedback.taken_back": Kind("{who} took back feedback they had given you"),
}  # fmt: skip
