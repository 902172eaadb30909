"""A small O*NET text distribution, as published but for its size, to be written and then spoilt."""

from pathlib import Path

CODE = "O*NET-SOC Code"
RATED = [
    CODE, "Title", "Element ID", "Element Name", "Scale ID", "Scale Name", "Data Value", "N",
    "Standard Error", "Lower CI Bound", "Upper CI Bound", "Recommend Suppress", "Not Relevant",
    "Date", "Domain Source",
]  # fmt: skip
DRIVER, PLANNER, CHIEF, OTHER = "53-3052.00", "53-1047.00", "11-1011.00", "53-9999.00"
TITLES = {DRIVER: "Bus Drivers", PLANNER: "Transit Supervisors", CHIEF: "Chief Executives"}
TITLES |= {OTHER: "Transport Workers, All Other"}


def rating(code, element, name, importance, level, suppress="N", irrelevant="N"):
    """The two lines of an element's importance and level."""
    rest = ["8", "0.1", "1", "2"]
    return [
        [code, "", element, name, "IM", "Importance", importance, *rest, "N", "", "08/2023", "A"],
        [
            code,
            "",
            element,
            name,
            "LV",
            "Level",
            level,
            *rest,
            suppress,
            irrelevant,
            "08/2023",
            "A",
        ],
    ]


def answer(code, scale, category, share, suppress="N"):
    return [code, "", "x", "x", scale, "x", category, share, "8", "", "", "", suppress, "", ""]


def tables() -> dict[str, list[list[str]]]:
    """Every file by name: its header and its rows."""
    zoned = (DRIVER, PLANNER, CHIEF)
    negotiation = ("2.B.1.d", "Negotiation")
    maths = ("2.A.1.e", "Mathematics")
    return {
        "Occupation Data": [
            [CODE, "Title", "Description"],
            *([code, title, f"{title} at work."] for code, title in TITLES.items()),
        ],
        "Job Zones": [
            [CODE, "Title", "Job Zone", "Date", "Domain Source"],
            *([code, "", zone, "", ""] for code, zone in zip(zoned, "235", strict=True)),
        ],
        "Task Statements": [
            [CODE, "Title", "Task ID", "Task", "Task Type"],
            *([code, "", str(n), f"Task {n}.", "Core"] for code in zoned for n in range(12)),
            [DRIVER, "", "99", "Rarely done.", "Supplemental"],
        ],
        "Alternate Titles": [
            [CODE, "Title", "Alternate Title", "Short Title", "Source(s)"],
            [DRIVER, "", "Motor Coach Operator", "MCO", "08"],
            [DRIVER, "", "motor-coach operator", "", "10"],
            [DRIVER, "", "BUS DRIVERS", "n/a", "10"],
            [PLANNER, "", "Dispatcher", "", "10"],
            [CHIEF, "", "Agency Owner", "", "10"],
        ],
        "Content Model Reference": [
            ["Element ID", "Element Name", "Description"],
            ["2.A", "Basic Skills", "x"],
            ["2.A.1.e", "Mathematics", "Using mathematics to solve problems."],
            ["2.B.1", "Social Skills", "x"],
            ["2.B.1.d", "Negotiation", "Bringing others together."],
            ["2.B.3.e", "Programming", "Writing computer programs."],
            ["2.C.4", "Mathematics and Science", "x"],
            ["2.C.4.a", "Mathematics", "Knowledge of arithmetic."],
            ["2.C.7.b", "Foreign Language", "Knowledge of another language."],
        ],
        "Skills": [
            RATED,
            *rating(DRIVER, *negotiation, "3.0", "2.0"),
            *rating(DRIVER, *maths, "2.9", "5.0"),
            *rating(DRIVER, "2.B.3.e", "Programming", "4.0", "3.0", irrelevant="Y"),
            *rating(PLANNER, *negotiation, "4.0", "3.5"),
            *rating(PLANNER, *maths, "3.25", "4.75"),
            *rating(CHIEF, *negotiation, "5", "6.9"),
        ],
        "Knowledge": [
            RATED,
            *rating(DRIVER, "2.C.7.b", "Foreign Language", "3.5", "2.5"),
            *rating(PLANNER, "2.C.4.a", "Mathematics", "4.5", "3.0"),
            *rating(CHIEF, "2.C.4.a", "Mathematics", "4.5", "3.0", suppress="Y"),
        ],
        "Technology Skills": [
            [CODE, "Title", "Example", "Commodity Code", "Commodity Title", "Hot Technology",
             "In Demand"],
            *([DRIVER, "", f"Route tool {n}", "1", "Route software", "Y", "N"] for n in range(9)),
            [DRIVER, "", "Fleet board", "1", "Fleet software", "N", "Y"],
            [DRIVER, "", "Pager", "1", "Old software", "N", "N"],
            [PLANNER, "", "Fleet board", "1", "Fleet software", "Y", "Y"],
            [CHIEF, "", "Spreadsheet", "1", "Office software", "Y", "N"],
        ],
        "Education, Training, and Experience": [
            [CODE, "Title", "Element ID", "Element Name", "Scale ID", "Scale Name", "Category",
             "Data Value", "N", "Standard Error", "Lower CI Bound", "Upper CI Bound",
             "Recommend Suppress", "Date", "Domain Source"],
            answer(DRIVER, "IM", "n/a", "3"),
            answer(DRIVER, "RL", "1", "10"),
            answer(DRIVER, "RL", "2", "90"),
            answer(DRIVER, "OJ", "2", "60"),
            answer(PLANNER, "RL", "1", "100"),
            answer(PLANNER, "RW", "2", "40"),
            answer(PLANNER, "RW", "1", "30"),
            answer(PLANNER, "RW", "3", "99", suppress="Y"),
            answer(CHIEF, "RL", "2", "45"),
            answer(CHIEF, "RL", "1", "45.5", suppress="Y"),
        ],
        "Education, Training, and Experience Categories": [
            ["Element ID", "Element Name", "Scale ID", "Scale Name", "Category",
             "Category Description"],
            ["2.D.1", "", "RL", "", "1", "Less than a High School Diploma"],
            ["2.D.1", "", "RL", "", "2", "High School Diploma - or the equivalent"],
            ["3.A.1", "", "RW", "", "1", ""],
            ["3.A.1", "", "RW", "", "2", "Over 1 year"],
            ["3.A.1", "", "RW", "", "3", "Over 2 years"],
            ["3.A.3", "", "OJ", "", "2", "Up to 1 month"],
        ],
        "Related Occupations": [
            [CODE, "Title", "Related O*NET-SOC Code", "Related Title", "Relatedness Tier", "Index"],
            [DRIVER, "", PLANNER, "", "Primary-Short", "1"],
            [DRIVER, "", CHIEF, "", "Primary-Long", "7"],
            [DRIVER, "", OTHER, "", "Supplemental", "12"],
            [PLANNER, "", DRIVER, "", "Primary-Short", "1"],
        ],
    }  # fmt: skip


def write(folder: Path, files: dict[str, list[list[str]]]) -> Path:
    """The files in a folder, tab-separated."""
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        text = "".join("\t".join(row) + "\n" for row in rows)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
