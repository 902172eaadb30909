"""The course for managers: seven short lessons, written to be changed by HR before they begin."""

from decimal import Decimal

TITLE = "Talking about what comes next: a course for managers"
SUMMARY = (
    "Seven short lessons in two weeks, five minutes each: how to talk with people about where "
    "they would like to go, how to let them grow and let them leave, and what you do not see in "
    "Aspire."
)
HOURS = Decimal("1")
NOTHING = Decimal(0)

# The day it opens, its title, what it says.
DAYS = (
    (
        1,
        "Why ask at all",
        "Most people have an idea of what they would like to do next. Few are ever asked. Those "
        "who are not asked often tell somebody else: their next employer.\n\n"
        "You need no budget and no vacancy to ask. Asking is worth something by itself, because "
        "it says: you are more to me than the work of this week.\n\n"
        "To do today: write down, for each person you lead, what you believe they would like to "
        "do in two years. Put the list away. You will need it on day 5.",
    ),
    (
        3,
        "What you see in Aspire, and what you do not",
        "Everybody decides for every single thing they write who may read it. You read what "
        "somebody shares with their manager, and nothing else. Aspirations begin private.\n\n"
        "Whoever shares nothing with you looks to you like somebody who has written nothing. "
        "Nobody can look it up for you, and HR sees totals of five people or more, never names, "
        "unless a person shares it with them.\n\n"
        "So never ask “Why do I not see anything of yours?” A person who shares nothing owes you "
        "no reason.\n\n"
        "To do today: open your own page and decide what your team may read of your own wishes. "
        "It is easier to be open with somebody who is.",
    ),
    (
        5,
        "A conversation of twenty minutes",
        "Short and often is better than long and once a year. Four questions are enough:\n\n"
        "1. What in your work would you like to do more of?\n"
        "2. What would you gladly do less of?\n"
        "3. Where would you like to be in two years, and is that a role, a field, or a better "
        "day?\n"
        "4. What is one thing I can do within the next month?\n\n"
        "Then listen. Do not judge whether a wish is realistic; ask what draws them to it. Write "
        "down only what you promised.\n\n"
        "To do today: agree on one such conversation. Afterwards take out your list of day 1 and "
        "see how often you were right.",
    ),
    (
        8,
        "Up is only one direction",
        "A step up is the move everybody thinks of, and there are few of them. A move sideways, "
        "into another field, or a deeper grip of the same work, is a career too, and often what "
        "somebody really wants.\n\n"
        "The career map in Aspire shows ways that people here have gone. Each role says what it "
        "asks for, so that “I could never do that” becomes “I have four of six, and these two I "
        "can learn”.\n\n"
        "To do today: look at the map from the role most of your team have. Find one move you had "
        "not thought of.",
    ),
    (
        10,
        "Making room to learn",
        "People learn most from work that is a little too large for them, then from others, and "
        "least from courses alone. All three need one thing from you: time that is not taken "
        "back.\n\n"
        "Give away a task you are good at. Let somebody lead a meeting, stand in for you, or "
        "spend an afternoon a week with another team. Ask afterwards what was hard, not whether "
        "it went well.\n\n"
        "To do today: name one task of yours that somebody in your team would grow by, and offer "
        "it.",
    ),
    (
        12,
        "Letting people go",
        "Nobody needs your permission to aim for a role, to ask for a mentor or to apply. That is "
        "on purpose. The question is not whether good people leave your team, but where to and "
        "how.\n\n"
        "Whoever moves within the organisation stays a colleague, keeps what they know, and tells "
        "others that your team is a place from which one gets on. Managers who hold on to people "
        "lose them all the same, and to somebody else.\n\n"
        "To do today: think of the person you could least do without. What would you need to have "
        "ready if they moved in half a year? Begin with that.",
    ),
    (
        15,
        "What you keep up",
        "Three habits are enough:\n\n"
        "1. A conversation of twenty minutes with everybody, each quarter.\n"
        "2. When somebody asks you to confirm a skill, answer within the week and say what you "
        "have seen.\n"
        "3. When somebody takes on a new role, say so aloud, and say what they did to get "
        "there.\n\n"
        "And one thing for yourself: where would you like to be in two years? Write it in Aspire, "
        "for your eyes only if you prefer.",
    ),
)
