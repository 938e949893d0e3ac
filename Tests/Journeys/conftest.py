"""What journeys are given: a shop on each engine, a customer's mailbox, and a browser in several sizes."""

import os
import re
import shutil
import urllib.parse

import pytest
from playwright.sync_api import sync_playwright

import looks
from mailbox import Mailbox, fresh_address
from shop import Shop


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request):
    return request.param


@pytest.fixture
def new_shop(engine, tmp_path):
    """A shop with nothing in it; the server does not run yet."""
    shop = Shop(engine, tmp_path)
    yield shop
    shop.close()


@pytest.fixture
def shop(new_shop, request):
    """A shop with an owner and a running server. The server's last words are told when the journey fails."""
    new_shop.set_up()
    new_shop.serve()
    yield new_shop
    if getattr(request.node, "failed", False):
        print(f"\nThe server's last words:\n{new_shop.last_words()}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    item.failed = getattr(item, "failed", False) or report.failed


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory):
    """The sample shop as `regulars demo` makes it, made once a run: its data directory and its owner's password."""
    shop = Shop("sqlite", tmp_path_factory.mktemp("sample"))
    return shop.data, re.search(r"password (\S+)", shop.command("demo")).group(1)


@pytest.fixture
def sample(sample_data, tmp_path, request):
    """The sample shop, a copy of one's own. The server does not run yet, so that a journey can still change what it starts with."""
    data, password = sample_data
    shop = Shop("sqlite", tmp_path)
    shutil.copytree(data, shop.data)
    [(shop.owner_email,)] = shop.rows("SELECT email FROM staff WHERE role = 'owner'")
    shop.owner_password = password
    yield shop
    if getattr(request.node, "failed", False):
        print(f"\nThe server's last words:\n{shop.last_words()}")
    shop.close()


@pytest.fixture
def customer():
    """A customer's mailbox that nobody else uses."""
    return Mailbox(fresh_address())


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "There is no chromium. `Tools/install test` installs it."
    # Chromium's own sandbox refuses to run as root, as continuous integration does. The pages are ours.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*arguments, "--disable-dev-shm-usage", "--force-color-profile=srgb"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Opens a page in a context of its own: `open_page(shop.url, phone=True, dark=True, locale="fi-FI", javascript=False)`.

    At the journey's end it fails when a page's own code threw, broke the content security policy or asked another machine for something.
    """
    contexts, complaints = [], []

    def open_page(url, phone=False, dark=False, locale="en-GB", javascript=True, **more):
        context = browser.new_context(
            viewport=looks.PHONE if phone else looks.WIDE, device_scale_factor=2 if phone else 1, has_touch=phone, is_mobile=phone,
            color_scheme="dark" if dark else "light", locale=locale, timezone_id="Europe/Helsinki", java_script_enabled=javascript,
            base_url=url, **more)
        context.set_default_timeout(10_000)
        parts = urllib.parse.urlsplit(url)
        ours = (f"{parts.scheme}://{parts.netloc}/", "data:", "blob:")
        contexts.append(context)
        if javascript:
            context.add_init_script(looks.SHIFT_RECORDER)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}")
                if message.type == "error" and "Content Security Policy" in message.text else None)
        page.on("request", lambda request: complaints.append(f"{page.url} asked for {request.url}")
                if not request.url.startswith(ours) else None)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
