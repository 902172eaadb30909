"""A hand-made ESCO classification, in the published form, with what an importer must notice."""

import csv
from pathlib import Path

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
PYTHON, PROGRAMMING, NEGOTIATE, FRENCH, RUST = (
    SKILL + name for name in ("python", "programming", "negotiate", "french", "rust")
)
DEVELOPER, CLERK = OCCUPATION + "developer", OCCUPATION + "clerk"
GROUP = SKILL + "group-"
SKILLS, HIERARCHY = "skills_en.csv", "skillsHierarchy_en.csv"
BROADER, RELATED = "broaderRelationsSkillPillar.csv", "skillSkillRelations.csv"
OCCUPATIONS, ISCO, ASKED = "occupations_en.csv", "ISCOGroups_en.csv", "occupationSkillRelations.csv"


def skill(uri, name, others="", reuse="sector-specific", status="released", words="What it is."):
    return ["KnowledgeSkillCompetence", uri, "knowledge", reuse, name, others, "", status, "", "",
            "", "scheme,\nscheme", words]  # fmt: skip


def group(code, *names):
    """A row of the hierarchy; the published file leaves the last cells off."""
    cells = []
    for level in range(4):
        name = names[level] if level < len(names) else ""
        cells += [GROUP + name, name] if name else ["", ""]
    codes = [code[:1], *(code for _ in names[1:])]
    return [*cells, "", "", *codes]


def tables():
    return {
        SKILLS: [
            ["conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels",
             "hiddenLabels", "status", "modifiedDate", "scopeNote", "definition", "inScheme",
             "description"],
            skill(PYTHON, "Python (programming)", "python\nsnake language\nPYTHON\niOS programs"),
            skill(PROGRAMMING, "computer programming", "coding\nnegotiate compromises"),
            skill(NEGOTIATE, "negotiate compromises", "=cmd|' /C calc'!A0\nhaggle"),
            skill(FRENCH, "French", reuse="transversal"),
            skill(RUST, "rust removal", "|".join(["x"]), words="Größe, “quoted”,\nand a line."),
        ],
        HIERARCHY: [
            ["Level 0 URI", "Level 0 preferred term", "Level 1 URI", "Level 1 preferred term",
             "Level 2 URI", "Level 2 preferred term", "Level 3 URI", "Level 3 preferred term",
             "Description", "Scope note", "Level 0 code", "Level 1 code", "Level 2 code",
             "Level 3 code"],
            group("K", "knowledge", "icts"),
            group("S1.1", "skills", "communication", "negotiating"),
            group("L1", "language skills", "languages"),
        ],
        BROADER: [
            ["conceptType", "conceptUri", "broaderType", "broaderUri"],
            ["SkillGroup", GROUP + "icts", "SkillGroup", GROUP + "knowledge"],
            ["KnowledgeSkillCompetence", PYTHON, "KnowledgeSkillCompetence", PROGRAMMING],
            ["KnowledgeSkillCompetence", PROGRAMMING, "SkillGroup", GROUP + "icts"],
            ["KnowledgeSkillCompetence", NEGOTIATE, "SkillGroup", GROUP + "negotiating"],
            ["KnowledgeSkillCompetence", FRENCH, "SkillGroup", GROUP + "languages"],
            ["KnowledgeSkillCompetence", RUST, "SkillGroup", GROUP + "icts"],
        ],
        RELATED: [
            ["originalSkillUri", "originalSkillType", "relationType", "relatedSkillType",
             "relatedSkillUri"],
            [NEGOTIATE, "skill/competence", "optional", "skill/competence", FRENCH],
        ],
        OCCUPATIONS: [
            ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels",
             "hiddenLabels", "status", "modifiedDate", "description", "code"],
            ["Occupation", DEVELOPER, "2512", "software developer", "coder\nprogrammer", "",
             "released", "", "Writes programs.", "2512.4"],
            ["Occupation", CLERK, "4110", "office clerk", "", "", "released", "", "Files.", "4110"],
        ],
        ISCO: [
            ["conceptType", "conceptUri", "code", "preferredLabel"],
            ["ISCOGroup", "x", "25", "ICT professionals"],
            ["ISCOGroup", "x", "41", "General clerks"],
            ["ISCOGroup", "x", "251", "Deeper"],
        ],
        ASKED: [
            ["occupationUri", "relationType", "skillType", "skillUri"],
            [DEVELOPER, "essential", "knowledge", PYTHON],
            [DEVELOPER, "optional", "skill/competence", NEGOTIATE],
            [CLERK, "essential", "skill/competence", NEGOTIATE],
            [OCCUPATION + "unknown", "essential", "knowledge", PYTHON],
        ],
    }  # fmt: skip


def write(folder: Path, files) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return folder
