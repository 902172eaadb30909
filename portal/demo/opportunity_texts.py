"""What the departments of the demonstration offer beside the job, and what was done before."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Told:
    """One opportunity; `starts` in days from today, `asks` and the like as (skill, level)."""

    title: str
    kind: str
    department: str
    summary: str
    hours: int = 4
    weeks: int = 4
    starts: int = 30
    places: int = 1
    mode: str = "site"
    place: str = ""
    learns: tuple[tuple[str, int], ...] = ()
    asks: tuple[tuple[str, int], ...] = ()
    helps: tuple[tuple[str, int], ...] = ()
    owner: str = ""
    state: str = "published"
    learned: str = ""


# fmt: off
OPEN = (
    Told(title="Welcome desk at the harbour festival", kind="stretch", starts=35, weeks=4,
         department="Libraries and Culture", place="Harbour House", places=2,
         summary="Plan and run the welcome desk with two of us: stallholders, lost children and "
         "questions in three languages.\n\nWho guides you: the festival team, every Monday.",
         learns=(("Event planning", 2), ("Working with volunteers", 2)),
         asks=(("Customer service", 2),), helps=(("Community languages: Spanish", 2),)),
    Told(title="Write the letter about the new parking zones", kind="gig", starts=21, weeks=3,
         department="Streets", mode="home", hours=3,
         summary="One letter to 4,000 households that everybody understands at the first reading. "
         "You talk to five of them first.\n\nAt the end: the letter, tested and translated.",
         learns=(("Plain-language writing", 3), ("User research", 1)),
         asks=(("Plain-language writing", 1),)),
    Told(title="Ask the counter: what do people come back for?", kind="stretch", starts=28, weeks=6,
         department="Permits and Licensing", place="City Hall", owner="manager", hours=3, places=2,
         summary="Sit with the counter on three mornings, note why people come a second time, and "
         "show us what to change.\n\nDaniel guides you, with the digital team.",
         learns=(("User research", 2), ("Data analysis", 2)), asks=(("Interviewing", 1),)),
    Told(title="Plan the winter shifts with the depot", kind="stretch", starts=26, weeks=8, hours=6,
         department="Streets", place="Riverside Depot", mode="mixed",
         summary="Forty drivers, nine ploughs and a school run. Together with the depot you plan "
         "who drives when, and try it on last winter's weather.",
         learns=(("Shift planning", 3), ("Planning work", 2)), asks=(("Spreadsheets", 2),)),
    Told(title="A night at the water works", kind="shadowing", starts=20, weeks=2, places=3,
         department="Water and Environment", place="North Water Works",
         summary="Come along on one night shift: read the meters, take samples, hear what an alarm "
         "sounds like. Boots are there.",
         learns=(("Water quality testing", 1), ("Water treatment", 1))),
    Told(title="A day with the lifeguards", kind="shadowing", starts=24, weeks=3, places=4,
         department="Parks and Recreation", place="Harbour House",
         summary="See how a beach is watched, from the morning check to the last swimmer.",
         learns=(("Lifeguarding", 1), ("First aid", 1))),
    Told(title="Tree count in the old park", kind="volunteering", starts=30, weeks=4, hours=3,
         department="Parks and Recreation", places=4, place="Harbour House",
         summary="With a tablet and somebody who knows trees, every Saturday morning: 600 trees "
         "and the shape each of them is in.",
         learns=(("Tree care", 1), ("Geographic information systems", 1))),
    Told(title="Vaccination mornings in Hillside", kind="volunteering", starts=22, weeks=4, hours=4,
         department="Public Health", place="Quay Street Clinic", places=4,
         summary="Welcome people, keep the queue calm and explain what happens after. Nurses do "
         "the rest.", learns=(("Health education", 2),), helps=(("Customer service", 2),)),
    Told(title="Learn from me: spreadsheets without fear", kind="training", starts=18, weeks=6,
         department="Finance and Procurement", mode="home", hours=2, places=4,
         summary="Six Thursdays at lunch. You bring a list of your own and leave with something "
         "that adds itself up.", learns=(("Spreadsheets", 2), ("Data visualisation", 1))),
    Told(title="Learn from me: speaking on the radio", kind="training", starts=27, weeks=3, hours=2,
         department="Transit", place="Central Station", places=3,
         summary="Short sentences, calm voice, no numbers twice. We practise on a closed channel.",
         learns=(("Radio dispatch", 1), ("Public speaking", 2))),
    Told(title="First electric bus: keep the diary", kind="stretch", starts=40, weeks=10, hours=5,
         department="Transit", place="Dockside Depot",
         summary="Ride along, write down what drivers, mechanics and passengers say, and turn it "
         "into the list of what we buy differently next time.",
         learns=(("Hybrid and electric vehicles", 2), ("Procurement", 1)),
         asks=(("Plain-language writing", 1),), helps=(("Vehicle maintenance", 2),)),
    Told(title="Grant for the playgrounds: write it with us", kind="stretch", starts=25, weeks=6,
         department="Finance and Procurement", mode="mixed", hours=4,
         summary="The state pays half of three playgrounds if we ask well. You write the part "
         "about the neighbourhoods, with somebody who has won four of these.",
         learns=(("Grant writing", 2), ("Stakeholder engagement", 2)),
         helps=(("Plain-language writing", 2),)),
    Told(title="Change places: counter and call centre", kind="swap", starts=45, weeks=4, hours=37,
         department="Customer Services", place="City Hall", state="submitted",
         summary="For four weeks one of us answers the phone and one stands at the counter. We "
         "prepare for a week, and talk every Friday.",
         learns=(("Case handling", 2), ("Conflict resolution", 2)),
         asks=(("Customer service", 2),)),
    Told(title="Half a year in the laboratory office", kind="secondment", starts=50, weeks=26,
         department="Water and Environment", place="Harbour Laboratory", hours=37,
         summary="Somebody is on leave, and samples still have to be recorded, reported and "
         "explained. Your own post is kept.", state="submitted",
         learns=(("Laboratory methods", 2), ("Records management", 3)),
         asks=(("Records management", 1),)),
    Told(title="New shelves for the Hillside branch", kind="gig", starts=20, weeks=2, hours=4,
         department="Facilities and Safety", place="Hillside Branch", places=2,
         summary="Measure, draw and build with our carpenter, on four Saturdays.",
         learns=(("Carpentry", 1), ("Reading plans", 1))),
    Told(title="Test the new permit form on a phone", kind="gig", starts=17, weeks=2, hours=2,
         department="Digital", mode="home", places=3,
         summary="Fill it in as five different people would, and tell us where you got stuck.",
         learns=(("Accessibility", 1), ("User research", 1))),
)
DONE = (
    Told(title="Story time in two languages", kind="stretch", starts=-120, weeks=8, hours=3,
         department="Libraries and Culture", place="Central Library", places=2, state="completed",
         summary="Twelve Saturday mornings of stories in English and Spanish.",
         learns=(("Storytelling for children", 1), ("Community languages: Spanish", 3)),
         learned="Twenty families came, and forty once the playground next door was told. Begin at "
         "ten, not at nine. Two readers at a time work better than one; keep a tray of cars for "
         "those who cannot sit. The branch has the boxes and the list of books."),
    Told(title="Count the street lamps of Hillside", kind="gig", starts=-200, weeks=3, hours=4,
         department="Streets", place="Riverside Depot", places=3, state="completed",
         summary="1,100 lamps, three people, three weeks.",
         learns=(("Street lighting", 1), ("Asset management", 1)),
         learned="A tenth of the lamps were not in our list at all. Walk by day with the map, and "
         "once by night for what does not burn. Two numbers on one pole are two lamps. Ask the "
         "depot for the app with the map: paper cost us a week."),
    Told(title="A calmer queue at the clinic", kind="stretch", starts=-90, weeks=6, hours=4,
         department="Public Health", place="Quay Street Clinic", state="completed",
         summary="Why people wait, and what they need while they do.",
         learns=(("Service design", 2),),
         learned="Half of the waiting was for one form that could be filled in at home. A sign "
         "with the waiting time did more than a fourth window. Nurses are glad to be asked first."),
)
# fmt: on
