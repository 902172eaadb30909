"""What was acknowledged is kept, once, and found: also when the power goes at any moment.

Writers post words and skills over HTTP to a real portal; all its processes are killed at once.
After the next start every acknowledged change must be there and be found within five seconds, and
words that were replaced must not be found any more. `make crash ROUNDS=100` runs the long one.
"""

import os
import random
import sqlite3
import string
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from tests.operations.running import Running, Visitor

ROUNDS = int(os.environ.get("ROUNDS", "6"))
# Whoever shows their headline to everyone: what is open to fewer is not found by others.
WRITERS = ("employee", "newcomer", "mentor", "manager", "hr", "admin")
FOUND_WITHIN = 5.0
SECONDS = (1.0, 3.0)  # of writing, before everything is killed


def word() -> str:
    """Words unlike each other, so that none is found in place of another."""
    return "".join(random.choices(string.ascii_lowercase, k=14))


@dataclass
class Writer:
    """One person who writes as fast as the portal answers."""

    browser: Visitor
    person: str
    headline: str = ""  # the last one acknowledged
    sent: str = ""  # the last one sent, which may have been kept without an answer
    replaced: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    acknowledged: int = 0

    def write(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                self.describe()
                self.add_skill()
        except (OSError, AssertionError):
            assert stop.wait(5), "a portal that was not killed refused"

    def describe(self) -> None:
        _, text, _ = self.browser.get("/me/edit")
        version = text.split('name="version" value="')[1].split('"')[0]
        self.sent = word()
        status, _, _ = self.browser.post("/me/edit", version=version, headline=self.sent, about="")
        assert status == 303, status
        self.replaced.append(self.headline)
        self.headline = self.sent
        self.acknowledged += 1

    def add_skill(self) -> None:
        name = f"{word()} {word()}"
        status, text, _ = self.browser.post(
            "/me/skills", skill=name, level="2", propose="1", _once=word()
        )
        assert status == 303, (status, text[:300])
        self.skills.append(name)
        self.acknowledged += 1

    def finds(self, words: str) -> bool:
        """Whether a search for these words leads to this person."""
        return (
            f"/people/{self.person}" in self.browser.get(f"/search?q={words.replace(' ', '+')}")[1]
        )


def people(portal):
    """Name in the address → the key of the person, and their words."""
    with closing(sqlite3.connect(portal.folder / "aspire.db")) as data:
        rows = data.execute(
            "select a.email, p.id, p.headline from person p join account a on a.person_id = p.id"
        )
        return {email.partition("@")[0]: (key, headline) for email, key, headline in rows}


def check_data(portal, writers, keys):
    """Sound; every acknowledged skill there, and nothing twice."""
    with closing(sqlite3.connect(portal.folder / "aspire.db")) as data:
        assert data.execute("pragma integrity_check").fetchone() == ("ok",)
        for name, writer in writers.items():
            (headline,) = data.execute(
                "select headline from person where id = ?", [keys[name]]
            ).fetchone()
            assert headline in (writer.headline, writer.sent), f"{name}: lost {writer.headline}"
            if headline != writer.headline:
                writer.replaced.append(writer.headline)
                writer.headline = headline
            held = [
                row[0]
                for row in data.execute(
                    "select s.name from person_skill ps join skill s on s.id = ps.skill_id"
                    " where ps.person_id = ?", [keys[name]],
                )
            ]  # fmt: skip
            assert len(held) == len(set(held)), f"{name}: doubled"
            assert not set(writer.skills) - set(held), f"{name}: lost skills"


def ours(headlines: list[str]) -> list[str]:
    """Those a writer wrote, not what the demonstration began with."""
    return [words for words in headlines if words and " " not in words]


def check_search(writers, since):
    """Within five seconds of being ready, today's words are found, and yesterday's are not."""
    waiting = {
        (name, words)
        for name, writer in writers.items()
        for words in (
            *ours([writer.headline]),
            *random.sample(writer.skills, min(2, len(writer.skills))),
        )
    }
    while waiting:
        last = time.monotonic() - since > FOUND_WITHIN
        waiting = {(name, words) for name, words in waiting if not writers[name].finds(words)}
        assert not (waiting and last), f"not found: {waiting}"
    for name, writer in writers.items():
        replaced = ours(writer.replaced)
        for words in random.sample(replaced, min(2, len(replaced))):
            assert not writer.finds(words), f"{name}: still found by {words}"


@pytest.mark.slow
@pytest.mark.timeout(60 + 30 * ROUNDS)
def test_what_was_acknowledged_is_kept_once_and_found(tmp_path):
    portal = Running(tmp_path / "instance", {"ASPIRE_DEMO": "1"}).start().wait()
    try:
        known = people(portal)
        keys = {name: known[name][0] for name in WRITERS}
        writers = {
            name: Writer(
                Visitor(portal.port).sign_in(f"{name}@demo.example"),
                person=str(UUID(keys[name])),
                headline=known[name][1],
            )
            for name in WRITERS
        }
        for _ in range(ROUNDS):
            stop = threading.Event()
            threads = [threading.Thread(target=w.write, args=(stop,)) for w in writers.values()]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(*SECONDS))
            portal.kill()
            stop.set()
            for thread in threads:
                thread.join()
            portal.start().wait(60)
            ready = time.monotonic()
            check_data(portal, writers, keys)
            check_search(writers, ready)
        acknowledged = sum(writer.acknowledged for writer in writers.values())
        print(f"{ROUNDS} rounds, {acknowledged} acknowledged, 0 lost, 0 doubled, 0 not found")
        assert acknowledged > 10 * ROUNDS
        assert portal.stop() == 0
    finally:
        portal.end()
