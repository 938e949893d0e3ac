"""Every page of a lively shop is whole: it answers, it fits, it holds still, and everybody can read it."""

import pytest

import looks
from test_thread import sign_in

NARROW, BROAD = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def look_at(page, faults):
    """Adds what is wrong on this page. All pages are looked at before the journey fails, so that one run tells everything."""
    for check in (looks.check_holds_still, looks.check_fits, looks.check_accessibility):
        try:
            check(page)
        except AssertionError as fault:
            faults.append(str(fault))


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_every_page_is_whole(sample, open_page, phone):
    sample.serve()
    page = open_page(sample.url, phone=phone)
    sign_in(page, sample)
    page.set_viewport_size(NARROW if phone else BROAD)
    faults = []
    shapes = looks.crawl(page, sample.url, lambda page: look_at(page, faults), start="/today", per_shape=1)
    print(f"{len(shapes)} kinds of pages: {' '.join(sorted(shapes))}")
    # What a shop cannot do without; the crawl proves itself by finding them.
    assert {"/today", "/inbox", "/inbox/*", "/people", "/people/*", "/counter", "/settings", "/settings/mailboxes", "/me"} <= shapes
    assert not faults, "\n".join(faults)


DARK = ["/today", "/inbox", "/people", "/counter", "/settings", "/settings/mailboxes/new"]


def test_pages_are_as_readable_in_the_dark(sample, open_page):
    sample.serve()
    page = open_page(sample.url, dark=True)
    faults = []
    look_at(page, faults)
    sign_in(page, sample)
    for path in [*DARK, "/inbox/" + sample.rows("SELECT id FROM conversation ORDER BY id LIMIT 1")[0][0]]:
        page.goto(path)
        look_at(page, faults)
    assert not faults, "\n".join(faults)


def test_what_does_not_exist_is_said_kindly(sample, open_page):
    sample.serve()
    page = open_page(sample.url, phone=True)
    faults = []
    look_at(page, faults)
    sign_in(page, sample)
    for path in ["/nothing-here", "/inbox/1", "/people/1"]:
        assert page.goto(path).status == 404
        assert page.locator("h1").count() == 1
        look_at(page, faults)
    assert not faults, "\n".join(faults)
