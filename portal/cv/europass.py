"""A profile as Europass XML: the Candidate document of the schema of 2020 (documentation 3.0.0).

It is what the Europass editor hands out and takes in since then; the older SkillsPassport (3.4) is
of an editor that is gone. Only what the schema's documentation and files of the editor itself show
is written, in their order. Our levels are no CEFR levels, so none are claimed: a skill carries the
word of its level.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from portal.people.models import Experience, Person
from portal.skills.models import LEVELS, Kind, PersonSkill

NAMESPACES = {
    "": "http://www.europass.eu/1.0",
    "eures": "http://www.europass_eures.eu/1.0",
    "hr": "http://www.hr-xml.org/3",
    "oa": "http://www.openapplications.org/oagis/9",
}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

for _prefix, _uri in NAMESPACES.items():
    register_namespace(_prefix, _uri)


def _name(tag: str) -> str:
    prefix, _, plain = tag.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{plain}"


def _put(parent: Element, tag: str, words: str | None = None, **attributes: str) -> Element:
    element = SubElement(parent, _name(tag), attributes)
    if words is not None:
        element.text = _NO_XML.sub("", words)
    return element


def made(
    person: Person, email: str, skills: Sequence[PersonSkill], done: Iterable[Experience]
) -> bytes:
    """A person's own profile, well formed; what is not rated yet is left out."""
    root = Element(_name("Candidate"))
    scheme = {"schemeName": "DocumentIdentifier", "schemeAgencyName": "EUROPASS"}
    _put(root, "hr:DocumentID", schemeID=str(person.id), schemeVersionID="4.0", **scheme)
    supplier = _put(root, "CandidateSupplier")
    _put(supplier, "hr:PartyID", schemeID=str(person.id), schemeName="PartyID",
         schemeAgencyName="EUROPASS", schemeVersionID="1.0")  # fmt: skip
    _put(supplier, "hr:PartyName", "Owner")
    _contact(_put(supplier, "PersonContact"), person, email)
    _put(supplier, "hr:PrecedenceCode", "1")
    _contact(_put(root, "CandidatePerson"), person, email)
    profile = _put(root, "CandidateProfile", languageCode="en")
    _put(profile, "hr:ID", schemeID=str(person.id), schemeName="CandidateProfileID",
         schemeAgencyName="EUROPASS", schemeVersionID="1.0")  # fmt: skip
    summary = "\n\n".join(part for part in (person.headline, person.about) if part)
    if summary:
        _put(profile, "hr:ExecutiveSummary", _html(summary))
    _history(profile, done)
    _qualifications(profile, [row for row in skills if row.level])
    written: str = tostring(root, encoding="unicode")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written.encode()


def _contact(parent: Element, person: Person, email: str) -> None:
    given, _, family = person.name.rpartition(" ")
    name = _put(parent, "PersonName")
    _put(name, "oa:GivenName", given or family)
    if given:
        _put(name, "hr:FamilyName", family)
    if email:
        way = _put(parent, "Communication")
        _put(way, "ChannelCode", "Email")
        _put(way, "oa:URI", email)


def _history(profile: Element, done: Iterable[Experience]) -> None:
    history = _put(profile, "EmploymentHistory")
    for row in done:
        employer = _put(history, "EmployerHistory")
        _put(employer, "hr:OrganizationName", row.organisation)
        position = _put(employer, "PositionHistory")
        _put(position, "PositionTitle", row.title, typeCode="FREETEXT")
        period = _put(position, "eures:EmploymentPeriod")
        _date(_put(period, "eures:StartDate"), f"{row.started_on:%Y-%m}")
        if row.ended_on:
            _date(_put(period, "eures:EndDate"), f"{row.ended_on:%Y-%m}")
        _put(period, "hr:CurrentIndicator", "false" if row.ended_on else "true")
        if row.description:
            _put(position, "oa:Description", _html(row.description))


def _date(parent: Element, said: str) -> None:
    _put(parent, "hr:FormattedDateTime", said)


def _qualifications(profile: Element, rated: Sequence[PersonSkill]) -> None:
    certificates = [row for row in rated if row.skill.kind == Kind.CERTIFICATE]
    if certificates:
        shelf = _put(profile, "Certifications")
        for row in certificates:
            _put(_put(shelf, "Certification"), "hr:CertificationName", row.skill.name)
    shelf = _put(profile, "PersonQualifications")
    for row in rated:
        if row.skill.kind != Kind.CERTIFICATE:
            competency = _put(shelf, "PersonCompetency")
            _put(competency, "CompetencyID", row.skill.name)
            _put(competency, "hr:TaxonomyID", "other")
            _put(competency, "hr:CompetencyName", row.skill.name)
            level = _put(competency, "eures:ProficiencyLevel")
            _put(level, "hr:ScoreText", LEVELS[row.level])


def _html(words: str) -> str:
    """Plain words as the editor keeps them, in paragraphs of HTML; theirs stay words."""
    paragraphs = [part.strip() for part in re.split(r"\n{2,}", words) if part.strip()]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs)
