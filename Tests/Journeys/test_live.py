"""Pages that keep themselves up to date, and cost the server one connection however many are open."""

import time

from mailbox import letter
from test_thread import sign_in
from waiting import until


def deliver(shop, subject, sender="anna@customer.test", name="Anna Aalto"):
    """A letter that another process takes in, as a mail server's pipe does."""
    [(address,)] = shop.rows("SELECT address FROM mailbox LIMIT 1")
    raw = letter(sender, address, subject, f"{subject}?\n\nAnna", sender_name=name)
    shop.command("mail", "deliver", "--mailbox", address, stdin=raw)


def everywhere(pages, subject):
    for page in pages:
        # A browser lets a tab in the background rest until somebody looks at it.
        page.bring_to_front()
        page.get_by_text(subject).first.wait_for(timeout=15_000)


def test_eight_tabs_share_one_stream_and_outlive_a_restart(sample, open_page):
    sample.serve()
    first = open_page(sample.url)
    streams = []
    first.context.on("request", lambda request: streams.append(request) if request.url.endswith("/live") else None)
    sign_in(first, sample)
    pages = [first] + [first.context.new_page() for _ in range(7)]
    for number, page in enumerate(pages):
        page.goto("/inbox" if number % 2 else "/today")
    first.wait_for_function("navigator.locks.query().then(locks => locks.held.length === 1 && locks.pending.length === 7)")

    deliver(sample, "A tart for Sunday")
    everywhere(pages, "A tart for Sunday")
    # The first page was left for another once (sign-in, then Today) and took its stream with it.
    ended = [stream for stream in streams if stream.failure]
    print(f"{len(streams)} streams were opened, {len(ended)} of them ended")
    assert len(streams) - len(ended) == 1

    # All eight are open while the server is asked to stop, and it does not wait for them.
    began = time.monotonic()
    assert sample.stop() == 0
    took = time.monotonic() - began
    print(f"the server ended {took:.2f} s after it was asked")
    assert took < 3

    for page in pages:
        page.evaluate("window.stillTheSamePage = true")
    sample.serve()
    deliver(sample, "And a loaf of rye")
    everywhere(pages, "And a loaf of rye")
    assert all(page.evaluate("window.stillTheSamePage") for page in pages), "a page was loaded again"


def test_a_page_says_that_it_is_cut_off_and_when_it_is_not_any_more(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    with page.expect_request("**/live"):
        page.goto("/today")
    until(lambda: page.evaluate("navigator.locks.query().then(locks => locks.held.length)") == 1, "the page holds the stream")
    sample.kill()
    page.locator("#offline").wait_for(state="visible", timeout=15_000)
    sample.serve()
    page.locator("#offline").wait_for(state="hidden", timeout=40_000)
