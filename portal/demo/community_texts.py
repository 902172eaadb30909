"""Communities of the demonstration: what they are for, and what people write there."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """Something written; `by` counts the members, hosts first; `ago` in days; `keeps` marks it."""

    kind: str
    title: str
    words: str
    by: int
    ago: int
    keeps: bool = False
    answers: tuple[tuple[int, str, bool], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """One community. Its members are of these departments, `most` of them; `cast` are fixed
    accounts, `hosts` of all those together host it. `dates` are (days from now, title, place).
    """

    name: str
    purpose: str
    meets: str
    skills: tuple[str, ...]
    departments: tuple[str, ...]
    most: int = 12
    cast: tuple[str, ...] = ()
    hosts: int = 1
    dates: tuple[tuple[int, str, str], ...] = ()
    wrote: tuple[Wrote, ...] = ()


# fmt: off
COMMUNITIES = (
    Told(
        name="Drivers' corner",
        purpose="For everybody who carries people or loads through Port Ashby: routes that do not "
        "work, passengers who had a bad day, and buses that hum instead of roar.",
        meets="Every first Tuesday of the month at 14:15, in the canteen of the depot",
        skills=("Driving large vehicles", "Conflict resolution", "Hybrid and electric vehicles",
                "Vehicle inspection"),
        departments=("Transit", "Water and Environment"), most=34, hosts=2,
        dates=((11, "What the first winter taught us about battery buses", "Depot canteen"),
               (39, "Calm words for angry mornings", "Depot canteen")),
        wrote=(
            Wrote(kind="note", title="Range of the battery buses in the cold", by=0, ago=41,
                  words="Ten weeks of our own figures, line 4 and line 9.\n\nAbove 5 degrees the "
                  "whole day is no trouble. Around zero plan 18 % less; below minus 5 it was 31 %. "
                  "Preheat while it hangs on the charger: that alone gives back about 8 %. The "
                  "hill to Lantern Point costs twice what the sheet says."),
            Wrote(kind="question", title="Passenger will not show a ticket: what do you say first?",
                  by=6, ago=12,
                  words="I have been driving for five weeks. Twice this week I froze. What are "
                  "your first words, so that it does not become a fight?",
                  answers=((1, "“Morning. I cannot see a ticket, can I help?” Then drive on. You "
                            "are paid to drive, not to win. Note the stop and tell dispatch at "
                            "the terminus.", True),
                           (9, "Look at the mirror, not at their face, until they have answered. "
                            "It takes the heat out.", False),
                           (3, "And breathe out before you speak. Sounds silly, works.", False))),
            Wrote(kind="idea", title="Swap routes for a week before the summer timetable", by=4,
                  ago=5, words="We know where the minutes are lost, the planners know why they are "
                  "there. Two drivers and two planners, one week, and we write down each minute."),
        ),
    ),
    Told(
        name="Trees of Port Ashby",
        purpose="Arborists, groundskeepers and everybody who answers for a tree: when to cut, when "
        "to leave it, and how to tell the neighbours.",
        meets="Every second Thursday at noon, under the old lime in Harbour Park",
        skills=("Tree care", "Wildlife knowledge", "Plant care"),
        departments=("Parks and Recreation", "Streets"), most=22, hosts=2,
        dates=((8, "Storm checks before October: we walk twenty trees", "Harbour Park, main "
        "gate"),),
        wrote=(
            Wrote(kind="question", title="When do limes bleed least?", by=5, ago=20,
                  words="Mine in Cooper Street ran for a week after I took two limbs in March. "
                        "What "
                  "month do you choose?",
                  answers=((0, "Late July to the end of August, on a dry week, and never more than "
                            "a fifth of the crown. In March the pressure is at its highest. Birds: "
                            "check for nests first, the second brood is out by mid July.", True),
                           (7, "Same here. And paint nothing on the cut.", False))),
            Wrote(kind="note", title="A letter to neighbours before felling, in plain words", by=1,
                  ago=66, words="Four sentences: what we saw, what could happen, what we do on "
                  "which day, what we plant instead. Since we use it there were two complaints "
                  "instead of fourteen. Put the name of a person under it, not the department's."),
            Wrote(kind="idea", title="Lend the resistance drill between the depots", by=3, ago=3,
                  words="It lies in our store four days of five. A list on the wall would do."),
        ),
    ),
    Told(
        name="Permit clerks' table",
        purpose="Cases that fit no form. Bring one without names, take two answers home.",
        meets="Wednesdays at 8:15 for half an hour, meeting room 2.04 and by call",
        skills=("Permit rules", "Case handling", "Fee calculation"),
        departments=("Permits and Licensing", "Customer Services"), most=16,
        cast=("manager", "employee"),
        dates=((6, "Three cases about terraces on public ground", "Room 2.04, and by call"),),
        wrote=(
            Wrote(kind="question", title="Food truck on private ground: is it a market?", by=1,
                  ago=9, words="One truck, every Friday, on a car park that belongs to a shop. "
                  "Rule 14 says market from three stalls on, rule 22 says regular sale. I read it "
                  "as a trade licence and no market permit. You?",
                  answers=((0, "As you do. Rule 22 asks who invites the public: here it is the "
                            "trader. Write that sentence into the file, it was asked at the last "
                            "audit.", True),
                           (4, "Streets want to hear of it when people queue on the pavement.",
                            False))),
            Wrote(kind="note", title="Fee for a second review: which date counts", by=0, ago=88,
                  words="The date on which the changed plans came in, not the date of the first "
                  "application. Confirmed by Finance. It makes a difference each time fees rise in "
                  "January: name both dates in the letter."),
        ),
    ),
    Told(
        name="Plain words",
        purpose="We rewrite one letter a month until somebody who has never met the city "
        "understands "
        "it at the first reading.",
        meets="Every last Thursday of the month at 15:00, library, reading room",
        skills=("Plain-language writing", "Accessibility"),
        departments=("Libraries and Culture", "Customer Services", "Digital"), most=18,
        cast=("employee", "mentor"), hosts=1,
        dates=((15, "The dog licence letter", "Library, reading room"),),
        wrote=(
            Wrote(kind="note", title="Words we stopped using, and what we write instead", by=0,
                  ago=30, words="Prior to: before. In the event that: if. Remittance: payment. We "
                  "regret to inform you: we cannot, because.\n\nRead it aloud to somebody over the "
                  "desk. Where they frown, cut."),
            Wrote(kind="question", title="How do you say “non-compliance” to a family?", by=6,
                  ago=4, words="The letter is about a loft room. The word frightens people and "
                  "explains nothing.",
                  answers=((0, "Say what is missing: “The loft has no second way out in case of "
                            "fire. Until it has one, nobody may sleep there.”", False),
                           (1, "And the next step in the same paragraph. Fear goes when there is "
                            "something to do.", False))),
        ),
    ),
    Told(
        name="Nurses' round",
        purpose="Nurses and outreach workers: what we saw, what helped, what we would do "
        "differently. No names, no dates of birth.",
        meets="Every second Monday at 13:00, health centre, staff room",
        skills=("Nursing care", "Infection control", "Vaccination", "Health education"),
        departments=("Public Health",), most=20, hosts=2,
        dates=((5, "Needle fear: what works in ten seconds", "Health centre, staff room"),),
        wrote=(
            Wrote(kind="note", title="A vaccination afternoon in a school, hour by hour", by=0,
                  ago=54, words="Two nurses and one pair of hands manage 45 children in two hours. "
                  "Consent forms the Friday before, sorted by class. Fearful ones first, before "
                  "they have heard the others. A chair with arms, and somebody who talks about "
                  "something else."),
            Wrote(kind="question", title="Cool boxes that hold eight hours?", by=3, ago=7,
                  words="Ours are warm after five. Which do you use on the islands?",
                  answers=((1, "The blue ones of the water laboratory: nine hours, measured. They "
                            "lend us four on Thursdays.", True),)),
        ),
    ),
    Told(
        name="Data people",
        purpose="From the first pivot table to the map on the wall: numbers of the city, shown "
        "so that "
        "somebody can decide. Beginners first, always.",
        meets="Every Friday at 9:00, twenty minutes, by call",
        skills=("Spreadsheets", "Data analysis", "Data visualisation", "SQL"),
        departments=("Digital", "Finance and Procurement", "People and Culture",
                     "Water and Environment"), most=40, cast=("other",), hosts=2,
        dates=((4, "A map of pothole reports in half an hour", "By call"),
               (11, "Bring your ugliest chart", "By call")),
        wrote=(
            Wrote(kind="note", title="Street names that match: a list with all spellings", by=0,
                  ago=73, words="St, St., Street and the three names of Harbour Road. One sheet "
                  "with "
                  "4,118 spellings and the one we use. Ask it before you join anything by "
                  "address."),
            Wrote(kind="question", title="Averages of waiting times: mean or median?", by=8, ago=10,
                  words="Three people waited four hours once, and my chart says everybody waits "
                  "long.",
                  answers=((1, "Median in the chart, and a line for “nine of ten waited less "
                            "than”. The mean belongs to nobody here.", True),
                           (5, "And say how many people it is about. Below ten I show nothing.",
                            False))),
            Wrote(kind="idea", title="One hour a week in which anybody may bring a question", by=2,
                  ago=2, words="Same hour, same call, no ticket. We tried it at Water: eleven "
                  "people "
                  "in three weeks."),
        ),
    ),
    Told(
        name="Speaking up",
        purpose="Two minutes in front of kind people, every other week. Nobody is marked, "
        "everybody "
        "claps.",
        meets="Every second Wednesday at 12:30, Harbour House, small hall",
        skills=("Public speaking", "Facilitating meetings", "Stakeholder engagement"),
        departments=("Parks and Recreation", "Libraries and Culture", "Permits and Licensing"),
        most=14, cast=("mentor",),
        dates=((9, "Two minutes without slides", "Harbour House, small hall"),),
        wrote=(
            Wrote(kind="note", title="How to begin when your hands shake", by=0, ago=35,
                  words="Hold a pen. Say the first sentence by heart, only the first. Look at one "
                  "friendly face until the end of it. It gets better at the third sentence, each "
                  "time, for all of us, also after nine years."),
            Wrote(kind="question", title="Residents shout at a hearing: stop, or let it run?", by=4,
                  ago=6, words="I lead my first one in three weeks.",
                  answers=((0, "Let the first one finish, and write what they say on the board in "
                            "their words. Then ask who sees it otherwise. Who is written down "
                            "stops shouting.", True),)),
        ),
    ),
    Told(
        name="Events crew",
        purpose="Everybody who puts up a stage, finds sixty volunteers or calms a brass band.",
        meets="Every first Monday of the month at 16:00, Harbour House",
        skills=("Event planning", "Working with volunteers", "Sound and lighting"),
        departments=("Libraries and Culture", "Parks and Recreation", "Facilities and Safety"),
        most=15, hosts=1,
        wrote=(
            Wrote(kind="note", title="Volunteers who come back: our eight rules", by=0, ago=120,
                  words="Call them by name. Tell them when it ends. Feed them first. One person to "
                  "ask. A task that is done when they leave. Thank them the next day, not in "
                  "December. Ask what they would change. Change it."),
        ),
    ),
    Told(
        name="Lunch-break Spanish",
        purpose="Half an hour of talk, no grammar. For counters, buses and clinics.",
        meets="Tuesdays and Fridays at 12:15, town hall, courtyard",
        skills=("Community languages: Spanish",),
        departments=("Customer Services", "Public Health", "Transit"), most=9, hosts=0,
        wrote=(
            Wrote(kind="note", title="Thirty sentences for a counter", by=1, ago=90,
                  words="¿En qué puedo ayudarle? Necesito ver un documento. No tiene que pagar "
                        "hoy. "
                  "Vuelva con este papel. The rest is in the folder at the counter, with how to "
                  "say it."),
        ),
    ),
)
