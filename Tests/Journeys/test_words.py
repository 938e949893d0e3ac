"""No word goes past the catalog: in the pseudo language every text is marked, or says that nobody translates it."""

import looks
from test_thread import sign_in

# Words that are the same in every language, with the reason.
SAME_EVERYWHERE = {
    "TLS": "name of a protocol",
    "STARTTLS": "name of a protocol",
    "INBOX": "name of a folder, as the IMAP standard writes it",
}

OPEN_EVERYTHING = """
() => {
    document.querySelectorAll("details").forEach(details => { details.open = true; });
    document.querySelectorAll("dialog").forEach(dialog => dialog.show());
    document.querySelectorAll("[popover]").forEach(popover => popover.showPopover?.());
}
"""

# Pages that no link of the first crawl leads to, or other views of one that it saw once.
ALSO = ["/welcome/hours", "/welcome/team", "/welcome/mail", "/welcome/ready", "/nothing-here", "/search?q=cake", "/search?q=qqqqqq", "/search",
        *(f"/inbox?view={view}" for view in ("mine", "lines", "unowned", "snoozed", "theirs", "solved", "all"))]


def test_no_word_goes_past_the_catalog(sample, open_page):
    sample.change("UPDATE staff SET language = 'pseudo' WHERE role = 'owner'")
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    assert page.locator("h1").inner_text().startswith("⟦")
    past = {}

    def look(page):
        page.evaluate(OPEN_EVERYTHING)
        for words in looks.unmarked_words(page):
            if words not in SAME_EVERYWHERE:
                past.setdefault(words, looks.shape(page.url.removeprefix(sample.url)))

    shapes = looks.crawl(page, sample.url, look, start="/today", per_shape=2)
    for path in ALSO:
        page.goto(path)
        look(page)
    print(f"{len(shapes)} kinds of pages and {len(ALSO)} more")
    assert not past, "\n".join(f"{path}: {words[:120]}" for words, path in sorted(past.items(), key=lambda found: found[1]))
