"""The launch kit: what to do when the portal starts in an organisation, and texts to copy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """A step of starting; `endpoint` is where it is done, if that is a page HR opens."""

    name: str
    words: str
    note: str
    endpoint: str = ""
    link: str = ""
    anchor: str = ""


TASKS = (
    Task("council", "Talk with the works council and the privacy officer",
         "Before anything else. The note below says what is kept, who sees what, and how figures "
         "are protected.", link="Read the note", anchor="text-council"),
    Task("people", "Bring in people, departments and who leads whom",
         "Your administrators do this from a file. Look whether your own page is right."),
    Task("roles", "Look through roles and skills",
         "A role without skills leads nowhere. Begin with the twenty roles most people have.",
         "curate.home", "Skills we use"),
    Task("courses", "Put into the catalogue what people can learn",
         "What exists already is enough: own courses, providers, days of shadowing.",
         "curate_learning.listed", "Learning we offer"),
    Task("mentors", "Invite the first mentors",
         "About one for every twenty people, from many fields and levels.",
         link="Read the invitation", anchor="text-mentors"),
    Task("managers", "Start the course for managers",
         "Two weeks before everybody hears of Aspire.", link="To the course", anchor="course"),
    Task("leaders", "Ask a few leaders to go first",
         "Two or three who write down their own aspirations and let their teams read them."),
    Task("announce", "Tell everybody",
         "From somebody at the top, in their own voice.", link="Read the announcement",
         anchor="text-everybody"),
    Task("figures", "Read the first figures",
         "There are some once enough people have said what they want; small groups stay hidden.",
         "insights.read", "What people want"),
    Task("answer", "Answer what people said",
         "Offer one course, one programme or one opening, and say that it came from what people "
         "wrote.", "acting.ahead", "What to do next"),
)  # fmt: skip
BY_NAME = {task.name: task for task in TASKS}


@dataclass(frozen=True)
class Letter:
    """A text to copy and change. `body` has places for the organisation, the address and k."""

    name: str
    title: str
    subject: str
    body: str


LETTERS = {
    letter.name: letter
    for letter in (
        Letter(
            "everybody", "Announcement to everybody", "Where would you like to go next?",
            "Dear colleagues,\n\n"
            "{organisation} has a new place for one question: where would you like to go next? It "
            "is called Aspire, and you find it at {address}\n\n"
            "In a few minutes you can say what you are good at, what you would like to do more "
            "of, and which roles interest you. Aspire shows you what such a role asks for, what "
            "you have already, and who or what can help you with the rest. You need nobody’s "
            "permission.\n\n"
            "What you write is yours. You decide for each thing who may read it; what you aim for "
            "nobody reads unless you say so. We in HR see totals only, never of fewer than {k} "
            "people, and you can say that you do not want to be counted.\n\n"
            "Take ten minutes this week. If you have questions, reply to this message.\n\n"
            "[Name]",
        ),
        Letter(
            "managers", "Note to managers", "Aspire, and what I ask of you",
            "Dear managers,\n\n"
            "on [date] everybody at {organisation} will hear of Aspire ({address}), where people "
            "say what they would like to do next.\n\n"
            "Three things to know: people choose what you may read, and often that will be "
            "nothing. Nobody needs your permission to aim for a role or to ask for a mentor. And "
            "nothing in it rates you or your team.\n\n"
            "Three things I ask of you: take the short course for managers in the catalogue, five "
            "minutes on seven days. Have one conversation of twenty minutes with everybody you "
            "lead by [date]. Never ask anybody why they do not share something.\n\n"
            "Thank you. You are the reason why this works or does not.\n\n"
            "[Name]",
        ),
        Letter(
            "council", "Note to the works council or privacy officer",
            "Aspire: what is kept, who sees what",
            "Dear colleagues,\n\n"
            "{organisation} plans to offer Aspire, a portal in which employees say what they can "
            "and what they would like to do. Taking part is voluntary. This is what we would like "
            "to go through with you:\n\n"
            "Purpose. To help people find roles, learning and mentors, and to learn as an "
            "employer what to offer. It is not used to assess performance or to choose whom to "
            "let go.\n\n"
            "Who sees what. Each person decides for each thing who reads it: nobody, their "
            "mentors, their line manager, HR, everybody, or people they name. Aspirations are "
            "private at first. Who opened somebody’s page stands in a list which that person "
            "reads.\n\n"
            "Figures. HR sees totals, counted once a day. None stands for fewer than {k} people; "
            "all are rounded to five; what could give a small group away when tables are compared "
            "is left out. Whoever does not want to be counted says so, and that leaves no trace. "
            "Each reading of figures is recorded.\n\n"
            "Rights. Everybody can read, correct, take with them and erase what is kept about "
            "them, without asking anybody.\n\n"
            "Where. [Server, hosting, who administers it.] How long. [The times you have set.]\n\n"
            "What employees are told stands at {address}/privacy; the method of the figures is "
            "written down, with its limits, and can be checked.\n\n"
            "[Name]",
        ),
        Letter(
            "mentors", "Invitation to mentors", "Would you be a mentor?",
            "Dear [first name],\n\n"
            "soon people at {organisation} will look for somebody who has done what they would "
            "like to do. I would be glad if you were one of those they find.\n\n"
            "It means two or three hours a month for about half a year, with one person at first. "
            "You say in which skills you can help, how many people you take and when you have no "
            "time. You may decline any request, with a kind word or none.\n\n"
            "You need no experience as a mentor, only of your work. To begin, open "
            "{address}/mentorship/mentor\n\n"
            "[Name]",
        ),
    )
}  # fmt: skip


def written(letter: Letter, organisation: str, address: str, k: int) -> str:
    """The text of a letter with what is known filled in; what is in [brackets] is for HR."""
    return letter.body.format(organisation=organisation, address=address.rstrip("/"), k=k)
