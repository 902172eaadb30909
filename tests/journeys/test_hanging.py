"""A connection that hangs: it takes what is asked, does not fail, and does not answer."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import City, Screen


class Line(socketserver.ThreadingTCPServer):
    """A line to the portal that can be made to hang, and that knows what was asked over it."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), PassOn)
        self.to = ("127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[str] = []
        self.answers = threading.Event()
        self.answers.set()
        self.ends: list[socket.socket] = []


class PassOn(socketserver.BaseRequestHandler):
    """One connection: what the portal answers waits while the line hangs."""

    server: Line

    def handle(self) -> None:
        with socket.create_connection(self.server.to) as far:
            self.server.ends += [self.request, far]
            back = threading.Thread(target=self.pump, args=(far, self.request, self.hold))
            back.start()
            self.pump(self.request, far, self.note)
            back.join()

    def note(self, data: bytes) -> None:
        if data:
            self.server.asked.append(" ".join(data[:200].decode("latin1").split()[:2]))

    def hold(self, _data: bytes) -> None:
        self.server.answers.wait()

    @staticmethod
    def pump(one: socket.socket, other: socket.socket, see: Callable[[bytes], None]) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                see(data)
                other.sendall(data)
        see(b"")
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(city: City) -> Iterator[Line]:
    city.begin_again()
    with Line(int(city.url.rpartition(":")[2])) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.answers.set()
        one.shutdown()
        for end in one.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def test_what_the_device_has_comes_up_while_nothing_answers(browser: Browser, line: Line) -> None:
    one = Screen(browser, line.url, "phone", "light", True)
    one.sign_in("employee", at="/me/settings").keep()
    page = one.page
    page.get_by_role("button", name="Keep my pages here").click()
    expect(page.locator("#mine [role=status]")).to_contain_text("On. Your pages were kept")
    one.was_cut = True

    line.answers.clear()
    line.asked.clear()
    page.goto("/me", timeout=12_000)
    expect(page.locator("[data-kept-page]")).to_contain_text("You are offline.")
    line.answers.set()
    expect(page.locator("[data-kept-page]")).to_have_count(0, timeout=15_000)
    expect(page.locator("h1")).to_have_text("Maya Okafor")
    told = line.asked[line.asked.index("GET /healthz") :]
    assert "GET /me" not in told  # the late answer is the page that is shown

    line.answers.clear()
    line.asked.clear()
    page.goto("/roles", timeout=12_000)
    expect(page.locator("h1")).to_have_text("You are offline")
    assert one.faults() == []
    line.answers.set()
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("h1")).to_contain_text("role")
    one.close()
