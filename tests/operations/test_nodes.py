"""Two nodes on one PostgreSQL: whatever one knows, the other knows."""

import time

import pytest

from tests.operations.running import Running, Visitor, aspire
from tests.postgres import fresh_database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
PASSWORD = "seven grey herons waiting"


@pytest.fixture
def nodes(tmp_path):
    """Two portals on an empty database, which share nothing else."""
    shared = {"DATABASE_URL": fresh_database(), "SECRET_KEY": "k" * 40}
    made = [Running(tmp_path / name, shared) for name in ("one", "two")]
    try:
        for node in made:
            node.start().wait()
        yield made
    finally:
        for node in made:
            node.end()


def add(node, email, name):
    return aspire(
        node.folder, "user", "add", email, "--name", name, "--department", "Parks",
        "--password", PASSWORD, **node.settings,
    )  # fmt: skip


def test_sessions_brakes_and_search_are_those_of_all_nodes(nodes):
    one, two = nodes
    assert "aspire user add EMAIL" in one.log()
    assert add(one, "kim@example.org", "Kim Lau").returncode == 0
    kim = Visitor(one.port).sign_in("kim@example.org", PASSWORD)
    kim.port = two.port
    assert kim.get("/me")[0] == 200, "signed in at one node, known at the other"

    answers = []
    for turn in range(11):
        guesser = Visitor(nodes[turn % 2].port)
        guesser.get("/sign-in")
        answers.append(guesser.post("/sign-in", email="lee@example.org", password="a guess")[0])
    assert answers == [422] * 10 + [429], "the brake counts at both nodes together"

    one.kill()  # with the worker that was active: the one standing by takes its place
    assert add(two, "rosalind@example.org", "Rosalind Quist").returncode == 0
    end = time.monotonic() + 30
    while "Quist" not in kim.get("/search?q=rosalind")[1]:
        assert time.monotonic() < end, "nobody took the place of the worker"
        time.sleep(0.1)
    assert aspire(two.folder, "check", **two.settings).stdout == "Everything is as it should be.\n"
    kim.post("/sign-out")
    assert kim.get("/me")[0] == 303
