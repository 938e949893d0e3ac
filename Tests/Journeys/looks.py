"""What must hold on every page: no accessibility violation, no jumping, no sideways scrolling, no words past the catalog; and pictures."""

import os
import pathlib
import re
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

ROOT = pathlib.Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 860}

# Runs in the page before any of its own code and adds up how far things jumped without the person's doing.
SHIFT_RECORDER = """
window.layoutShift = 0;
window.jumpers = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.layoutShift += entry.value;
        for (const { node } of entry.sources) window.jumpers.push((node?.outerHTML ?? node?.textContent ?? "(gone)").slice(0, 100));
    }
}).observe({ type: "layout-shift", buffered: true });
"""

# Letters that a person can see or hear on the page and that stand outside the marks of the pseudo language. What people wrote
# themselves (names, subjects, letters) carries translate="no", as HTML has it for text that is not to be translated.
UNMARKED = r"""
() => {
    const found = [], letters = /\p{L}/u;
    let depth = 0;
    const take = text => {
        let outside = "";
        for (const character of text) {
            if (character === "⟦") depth++;
            else if (character === "⟧") depth = Math.max(0, depth - 1);
            else if (depth === 0) outside += character;
        }
        outside = outside.trim().replace(/\s+/g, " ");
        // An address is nobody's word, wherever it stands.
        if (letters.test(outside) && !/^[^@\s]+@[^@\s]+$/.test(outside)) found.push(outside);
    };
    const alone = text => { const before = depth; depth = 0; take(text); depth = before; };
    // Keys are keys in every language, and what stands in a text area was written by somebody.
    const theirs = element => element && element.closest('[translate="no"], script, style, noscript, template, code, pre, kbd');
    const written = element => theirs(element) || element.matches("textarea");
    // A title cannot be marked in parts. What the page itself shows as somebody's words are somebody's words there, too.
    const said = new Set([...document.querySelectorAll('[translate="no"]')].map(element => element.textContent.trim()).filter(text => text.length > 2));
    let title = document.title;
    for (const text of [...said].sort((a, b) => b.length - a.length)) title = title.replaceAll(text, "");
    alone(title);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.nodeType === Node.TEXT_NODE) {
            if (!written(node.parentElement) && node.parentElement.checkVisibility()) take(node.data);
            continue;
        }
        if (theirs(node) || !node.checkVisibility()) continue;
        for (const name of ["title", "placeholder", "aria-label", "alt", "aria-description"])
            if (node.hasAttribute(name)) alone(node.getAttribute(name));
        if (node.matches("input[type=submit], input[type=button], input[type=reset]")) alone(node.value);
    }
    return found;
}
"""


def check_accessibility(page):
    """axe-core finds nothing to complain about, WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # What the bars at a phone's foot happen to cover comes out when one scrolls; axe would call the rest of it too small to touch.
    page.evaluate("""() => document.querySelectorAll(".sections, .form-actions")
        .forEach(e => { if (["fixed", "sticky"].includes(getComputedStyle(e).position)) e.style.position = "static"; })""")
    violations = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": tags}).response["violations"]
    page.evaluate("""() => document.querySelectorAll(".sections, .form-actions").forEach(e => { e.style.position = ""; })""")
    told = [f"{violation['id']}: {violation['help']}\n" + "\n".join(f"    {node['html'][:200]}" for node in violation["nodes"][:5])
            for violation in violations]
    assert not told, f"{page.url} has accessibility violations:\n" + "\n".join(told)


def check_fits(page):
    """Nothing makes the page scroll sideways, and the bar at a phone's foot stays a bar."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide > 0:
        culprits = page.evaluate("""() => [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 5).map(e => e.outerHTML.slice(0, 120))""")
        raise AssertionError(f"{page.url} is {too_wide} px too wide at {page.viewport_size['width']} px:\n" + "\n".join(culprits))
    # What is fixed to the window covers what lies below it.
    covered = page.evaluate("""() => [...document.querySelectorAll(".sections, .offline")]
        .filter(e => getComputedStyle(e).position === "fixed" && e.checkVisibility()).map(e => e.getBoundingClientRect().height)""")
    assert sum(covered) < 100, f"{page.url}: {sum(covered)} px of the window are covered by what is fixed to it"


def layout_shift(page):
    """How far things have jumped since the page was loaded (cumulative layout shift; 0.1 is what the web calls good)."""
    return page.evaluate("window.layoutShift")


def check_holds_still(page, most=0):
    """Nothing has jumped since the page was loaded."""
    shift = layout_shift(page)
    assert shift <= most, f"{page.url} jumped by {shift:.4f}:\n" + "\n".join(page.evaluate("window.jumpers"))


def unmarked_words(page):
    """Texts of the page that the pseudo language did not mark: they went past the catalog."""
    return page.evaluate(UNMARKED)


def shape(path):
    """A path with its ids and tokens replaced, so that pages of one kind count as one: /people/42 and /people/43 are /people/*."""
    return re.sub(r"/[^/]*\d[^/]*", "/*", path)


def crawl(page, origin, visit, start="/", per_shape=2, skip=("/sign-out",)):
    """Follows every link from `start` as the person who is signed in on `page`, and calls `visit(page)` on each page.

    At most `per_shape` pages of each shape are visited. A page that answers with an error fails. Returns the shapes visited.
    """
    waiting, seen, counts = [start], {start}, {}
    while waiting:
        path = waiting.pop(0)
        kind = shape(urllib.parse.urlsplit(path).path)
        if counts.get(kind, 0) >= per_shape:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        try:
            answer = page.goto(origin + path)
        except Error as refusal:
            # A browser saves such a file instead of showing it.
            assert "Download is starting" in str(refusal) or "ERR_ABORTED" in str(refusal), refusal
            answer = page.request.get(origin + path)
        assert answer.status < 400, f"{path} answered {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        visit(page)
        for link in page.evaluate("[...document.querySelectorAll('a[href]:not([download])')].map(a => a.href)"):
            parts = urllib.parse.urlsplit(link)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if link.startswith(origin + "/") and target not in seen and not parts.path.startswith(skip):
                seen.add(target)
                waiting.append(target)
    return set(counts)


def picture(page, name, when=True):
    """Takes the picture docs/pictures/NAME.png for the user guide, when PICTURES=1 asks for pictures."""
    if when and os.environ.get("PICTURES") == "1":
        directory = ROOT / "docs/pictures"
        directory.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=directory / f"{name}.png", animations="disabled")
        smaller(directory / f"{name}.png")


def smaller(path):
    """Puts a picture of a page into a palette of 256 colours: a third of the bytes, and nobody sees a difference."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


def glance(page, name):
    """Takes a picture of the whole page for human eyes, into the folder that REGULARS_TEST_GLANCES names."""
    folder = os.environ.get("REGULARS_TEST_GLANCES")
    if folder:
        page.screenshot(path=pathlib.Path(folder) / f"{name}.png", full_page=True, animations="disabled")
