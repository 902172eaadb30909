"""`aspire serve`: starts on an empty folder, replaces what dies, ends in good order."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import psutil
import pytest

from tests.operations.running import Running, Visitor, aspire

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DEMO = {"ASPIRE_DEMO": "1"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """One running demonstration for the tests that leave it running."""
    portal = Running(tmp_path_factory.mktemp("serve") / "instance", DEMO).start().wait()
    yield portal
    portal.end()


def worker(portal):
    """The background worker: the child of the supervisor that has no children."""
    return next(p for p in portal.family()[0].children() if not p.children())


def web(portal):
    return next(p for p in portal.family()[0].children() if p.children())


def test_the_first_start_says_where_and_as_whom(portal):
    said = portal.log()
    assert f"http://127.0.0.1:{portal.port}" in said
    assert "employee@demo.example" in said
    assert "port-ashby-demo" in said
    Visitor(portal.port).sign_in("employee@demo.example")


def test_a_web_worker_that_is_killed_is_replaced_and_nobody_is_refused(portal):
    for one in web(portal).children():
        one.send_signal(signal.SIGKILL)
    began = time.monotonic()
    assert Visitor(portal.port).get("/healthz")[0] == 200
    assert time.monotonic() - began < 5


def test_a_web_master_that_is_killed_is_replaced(portal):
    master = web(portal)
    master.send_signal(signal.SIGKILL)
    began = time.monotonic()
    assert Visitor(portal.port).get("/healthz")[0] == 200
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("address", ["/roles", "/search", "/mentors", "/learning"])
def test_ten_thousand_letters_are_answered_by_a_page(portal, address):
    browser = Visitor(portal.port).sign_in("employee@demo.example")
    for typed in ("a" * 10_000, quote("日" * 10_000)):
        began = time.monotonic()
        status, text, _ = browser.get(f"{address}?q={typed}")
        assert (status, "</html>" in text) == (200, True)
        assert time.monotonic() - began < 5


def test_a_worker_that_is_killed_is_replaced_and_catches_up(portal):
    worker(portal).send_signal(signal.SIGKILL)
    me = Visitor(portal.port).sign_in("other@demo.example")
    me.get("/me")
    end = time.monotonic() + 10
    while time.monotonic() < end and len(portal.family()[0].children()) < 2:
        time.sleep(0.1)
    assert aspire(portal.folder, "check", **DEMO).returncode == 0


def test_the_log_has_no_words_of_people(portal):
    canary = "xylophonic-canary"
    me = Visitor(portal.port).sign_in("employee@demo.example")
    me.get(f"/search?q={canary}")
    me.get(f"/roles?q={canary}%0aforged")
    me.get(f"/{canary}")
    Visitor(portal.port).ask("BAD", f"/{canary}")
    stranger = Visitor(portal.port)
    stranger.get("/sign-in")
    stranger.post("/sign-in", email=f"{canary}@example.org", password=canary)
    log = portal.log()
    assert canary not in log
    token = next(iter(me.cookies.values()))
    assert token not in log
    answered = [r for r in portal.records() if r["message"] == "answered"]
    assert all({"at", "method", "endpoint", "status", "ms", "actor"} <= set(r) for r in answered)
    assert any(r["actor"] for r in answered)


def test_it_ends_in_good_order_and_starts_again_soon(tmp_path):
    portal = Running(tmp_path / "instance", DEMO).start().wait()
    family = portal.family()
    assert portal.stop() == 0
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    portal.start().wait(20)
    assert portal.stop() == 0


def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path):
    portal = Running(tmp_path / "instance", DEMO).start().wait()
    family = portal.family()
    family[0].send_signal(signal.SIGKILL)
    portal.process.wait(5)
    _, alive = psutil.wait_procs(family[1:], timeout=10)
    assert not alive


def test_one_that_hangs_keeps_nobody_else(tmp_path):
    portal = Running(tmp_path / "instance", DEMO).start().wait()
    supervisor, *family = portal.family()
    first, last = sorted(supervisor.children(), key=lambda child: child.pid)
    last.suspend()
    try:
        supervisor.kill()
        portal.process.wait(5)
        _, alive = psutil.wait_procs([first], timeout=10)
        assert not alive
    finally:
        for one in psutil.wait_procs(family, timeout=0)[1]:
            one.kill()


def test_two_that_start_at_once_on_an_empty_folder_both_serve(tmp_path):
    folder = tmp_path / "instance"
    both = [Running(folder, DEMO).start(), Running(folder, DEMO).start()]
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: one.wait(90), both))
        for one in both:
            Visitor(one.port).sign_in("employee@demo.example")
    finally:
        for one in both:
            one.end()


def test_an_interrupted_demonstration_is_made_anew(tmp_path):
    """Killed at whatever moment, the next start serves all of it."""
    portal = Running(tmp_path / "instance", DEMO)
    for delay in (1.5, 2.2):
        portal.start()
        time.sleep(delay)
        portal.kill()
    portal.start().wait(90)
    try:
        Visitor(portal.port).sign_in("employee@demo.example")
        assert aspire(portal.folder, "check", **DEMO).returncode == 0
    finally:
        portal.end()


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("serve", "--bind", "0.0.0.0:1"), {"ASPIRE_DEMO": "1"}, "ASPIRE_DEMO_PUBLIC"),
        (("serve", "--bind", "0.0.0.0:1"), {}, "ASPIRE_TRUSTED_PROXIES"),
        (("web", "--bind", "[::]:1"), {}, "ASPIRE_TRUSTED_PROXIES"),
        (("serve", "--bind", "127.0.0.1:x"), {}, "--bind"),
        (("serve",), {}, "aspire db upgrade"),
        (("check",), {"ASPIRE_K": "2"}, "ASPIRE_K"),
        (("check",), {"PORT": "eight"}, "PORT"),
        (("check",), {"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        (("check",), {"SECRET_KEY": "short"}, "SECRET_KEY"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(tmp_path, arguments, settings, words):
    done = aspire(tmp_path, *arguments, **settings)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
