"""What can be said at the end of a mentorship, in words."""

# What helped: chosen by the mentee, by the mentor. Codes are kept; words may change.
BY_MENTEE = {
    "listening": "Listening and good questions",
    "honesty": "Honest feedback",
    "examples": "Examples from practice",
    "people": "Meeting people",
    "courage": "Encouragement",
}
BY_MENTOR = {
    "prepared": "Coming prepared",
    "openness": "Being open",
    "trying": "Trying things out",
    "goals": "Clear goals",
    "learning": "I learned too",
}
HELPED = BY_MENTEE | BY_MENTOR
AGAIN = {"yes": "Gladly", "maybe": "Perhaps", "no": "Rather not"}
