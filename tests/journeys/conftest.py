"""Journeys in Chromium through the portal as it is served, with the demo organisation.

Whatever the browser complains of fails the test: an error in its console, a breach of the content
security policy, a request to another host, an answer of 500 or more, a static file that is not
there. A journey asks for a `screen` of a size, in colours, with a script or without.
"""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
    expect,
)

PASSWORD = "port-ashby-demo"
CAST = ("employee", "newcomer", "mentor", "manager", "hr", "admin", "other")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
WHOLE = ("chromium", "chromium-browser", "google-chrome", "chrome")
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine may be busy; what does not come at all fails just the same.
expect.set_options(timeout=15_000)
# What a change of colours alone can break.
COLOURS = ["color-contrast", "link-in-text-block"]
# Of what is in order axe writes no report, which is a third of its work.
FIND_FAULTS = """axe.run(document, {runOnly: %s, resultTypes: ["violations"]}).then((found) =>
  found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " +
  n.failureSummary.replace(/\\s+/g, " ")).join(" | ")))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


def chromium(*names: str) -> str:
    """Where the first of these is on this machine, or what CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail("Chromium is not on this machine: install it, or name it with CHROMIUM=…")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine; nothing is downloaded."""
    # The shell without windows first: the same engine, less than half the work for a page.
    found = chromium("chromium-headless-shell", *WHOLE)
    return browser_type_launch_args | {"executable_path": found, "args": FLAGS}


@dataclass
class City:
    """The portal as it is served, with the demo organisation, and the way back to its first day."""

    url: str
    folder: Path
    environment: dict[str, str]
    # The cookies of a session of each of the cast, which is in the data of the first day.
    sessions: dict[str, list[Any]] = field(default_factory=dict)

    def sign_in_the_cast(self) -> None:
        """Begin a session for each of them, so that not every journey has to start with that."""
        for who in CAST:
            # To browsers this machine is safe without a certificate; to Python it is to be told.
            jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http",)))
            device = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
            token = TOKEN.search(device.open(f"{self.url}/sign-in").read().decode())
            assert token
            said = {"email": _address(who), "password": PASSWORD, "csrf_token": token[1]}
            device.open(f"{self.url}/sign-in", urlencode(said).encode())
            secure = {"url": self.url.replace("http:", "https:"), "secure": True, "httpOnly": True}
            self.sessions[who] = [{"name": one.name, "value": one.value} | secure for one in jar]

    def keep_first_day(self) -> None:
        """Keep a copy of the data as the first start and the worker's first round leave them."""
        with closing(sqlite3.connect(self.folder / "aspire.db")) as live:
            for _ in range(400):
                # What is put off on purpose would be waited for in vain.
                waiting = live.execute(
                    "SELECT count(*) FROM outbox WHERE due_at <= ?", (_now(),)
                ).fetchone()[0]
                counted = live.execute("SELECT 1 FROM timed_run WHERE name = 'snapshot'").fetchone()
                if counted and not waiting:
                    break
                time.sleep(0.1)
            with closing(sqlite3.connect(self.folder / "first-day.db")) as kept:
                live.backup(kept)

    def begin_again(self) -> None:
        """Put the data back to the first day, while the portal runs."""
        with (
            closing(sqlite3.connect(self.folder / "first-day.db")) as kept,
            closing(sqlite3.connect(self.folder / "aspire.db")) as live,
        ):
            kept.backup(live)
            # However long the tests take, nobody was away for long.
            live.execute("UPDATE session SET seen_at = ?", (_now(),))
            live.commit()

    def aspire(self, *words: str) -> str:
        """What a command says, run beside the portal as an operator does."""
        command = [sys.executable, "-m", "portal", *words]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The portal, served as `make run` does, in an instance folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    url = f"http://127.0.0.1:{port}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASPIRE_", "DATABASE_URL"))}
    settings = {"ASPIRE_INSTANCE": str(folder), "ASPIRE_DEMO": "1", "ASPIRE_BASE_URL": url}
    command = [sys.executable, "-m", "portal", "serve", "--prepare", "--workers", "1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"], env=kept | settings, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(url, server, folder / "log")
        made = City(url, folder, kept | settings)
        made.sign_in_the_cast()
        made.keep_first_day()
        yield made
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(40)


def _now() -> str:
    """The present moment as SQLite keeps it."""
    return datetime.now(UTC).isoformat(" ")


def _address(who: str) -> str:
    return f"{who}@demo.example"


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.25)
    server.kill()
    pytest.fail(f"the portal did not start:\n{log.read_text()[-3000:]}")


class Screen:
    """One browser window, and what it complained of."""

    def __init__(self, browser: Browser, url: str, size: str, colours: str, script: bool) -> None:
        width, height = SIZES[size]
        self.url = url
        self.context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            reduced_motion="reduce",
            has_touch=size == "phone",
            java_script_enabled=script,
            locale="en-GB",
        )
        self.context.set_default_timeout(20_000)
        self.troubles: list[str] = []
        self.was_cut = False
        self.context.on("request", self._only_here)
        self.context.on("response", self._no_breakage)
        self.context.on("console", self._no_words)
        self.context.on("weberror", self._no_errors)
        if script:
            self.context.add_init_script(
                "addEventListener('securitypolicyviolation', (e) => "
                "console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
            )
        self.page: Page = self.context.new_page()
        self.devtools = self.context.new_cdp_session(self.page)

    def _only_here(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and not request.url.startswith(self.url):
            self.troubles.append(f"request to another host: {request.url}")

    def _no_breakage(self, response: Response) -> None:
        asset = urlsplit(response.url).path.startswith("/static/")
        if response.status >= 500 or (asset and response.status >= 400):
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    def _no_errors(self, error: WebError) -> None:
        # That motion is reduced may reach the browser while it leads over to the next page: it
        # gives up the transition then, and says so. No script of ours has a part in it.
        if "ViewTransition opt-in disabled" not in str(error.error):
            self.troubles.append(f"script: {error.error}")

    def _no_words(self, message: ConsoleMessage) -> None:
        # A request that cannot be sent is what a cut network is for.
        if self.was_cut and "Failed to fetch" in message.text:
            return
        # An expected 4xx is a line in Chromium's console too; `_no_breakage` looks at answers.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text[:300]}")

    def sign_in(self, who: str, at: str = "/") -> "Screen":
        """Through the form, as a person does."""
        self.go(f"/sign-in?next={at}")
        self.page.get_by_label("Work email").fill(_address(who))
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.url + at)
        return self

    def go(self, path: str) -> Page:
        """Open a page and let it come to rest."""
        self.page.goto(path, wait_until="load")
        return self.page

    def keep(self) -> "Screen":
        """Wait until the service worker answers for this page, so that its network can be cut."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        # A page that was just being loaded when the worker took over is not the worker's yet.
        if not self.page.evaluate("!!navigator.serviceWorker.controller"):
            self.page.reload()
        self.page.wait_for_function("() => navigator.serviceWorker.controller", timeout=30_000)
        return self

    def cut(self) -> None:
        """Take the network away."""
        self.was_cut = True
        self.context.set_offline(True)

    def join(self) -> None:
        """Bring the network back."""
        self.context.set_offline(False)

    def look(self, size: str, colours: str) -> None:
        """Turn this window into a phone or a desktop, in other colours, on the same page."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        self.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": size == "phone"})

    def faults(self, rules: list[str] | None = None) -> list[str]:
        """What axe finds, put in from outside so that the content security policy stays on."""
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        if not self.page.evaluate("'axe' in window"):
            self.devtools.send("Runtime.evaluate", {"expression": AXE.read_text()})
        answer = self.devtools.send(
            "Runtime.evaluate",
            {
                "expression": FIND_FAULTS % json.dumps(only),
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer
        return list(answer["result"]["value"])

    def faults_in_every_look(self) -> list[str]:
        """What is wrong with the page as it stands now: two sizes, and the dark colours once."""
        found = []
        for size in SIZES:
            self.look(size, "light")
            found += [f"{size}: {fault}" for fault in self.faults()]
            if (wide := self.sideways()) > 0:
                found.append(f"{size}: {wide} px too wide")
        self.look(size, "dark")
        return found + [f"{size}, dark: {fault}" for fault in self.faults(COLOURS)]

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def tab_to(self, name: str, limit: int = 80) -> None:
        """Reach a control with the Tab key alone, each stop on the way visible."""
        said = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            words = str(self.page.evaluate(f"{said} ?? ''")).strip()
            if words == name:
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert self.page.evaluate(outline) != "none", f"no focus ring on {name}"
                return
        pytest.fail(f"Tab does not reach “{name}”")

    def close(self) -> None:
        self.context.close()
        assert not self.troubles, "\n".join(self.troubles)


@pytest.fixture
def screen(browser: Browser, city: City) -> Iterator[Callable[..., Screen]]:
    """Opens a screen: `screen("employee", size="phone", colours="dark", script=False)`.

    Each test finds the organisation as on its first day, whatever the last one did there. Who comes
    for the first time is signed in already; on a second device they sign in through the form.
    """
    city.begin_again()
    opened: list[Screen] = []
    here: set[str] = set()

    def open_one(
        who: str | None = None,
        *,
        at: str = "/",
        size: str = "desktop",
        colours: str = "light",
        script: bool = True,
    ) -> Screen:
        one = Screen(browser, city.url, size, colours, script)
        opened.append(one)
        if who is None:
            return one
        if who in here or who not in city.sessions:
            return one.sign_in(who, at)
        here.add(who)
        one.context.add_cookies(city.sessions[who])
        one.go(at)
        return one

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture(params=[(s, c) for s in SIZES for c in ("light", "dark")], ids="-".join)
def look(request: pytest.FixtureRequest) -> dict[str, str]:
    """Each size in each of the colours: `screen(**look)`."""
    return dict(zip(("size", "colours"), request.param, strict=True))
