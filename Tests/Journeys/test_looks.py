"""The checks that journeys lean on find what they are for. A page made for the purpose has every fault they know."""

import http.server
import threading

import pytest

import looks

HEAD = '<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>'
GOOD = HEAD + """⟦Ťódáý ·⟧</title></head><body><main><h1>⟦Ťódáý ·⟧</h1><p>⟦Ŵŕíţţéñ by <b>Anna</b> ·⟧ 12:30 <span translate="no">Anna</span></p>
    <a href="/faulty">⟦á ·⟧</a> <a href="/people/41">⟦ƀ ·⟧</a> <a href="/people/42">⟦ç ·⟧</a> <a href="/people/43">⟦đ ·⟧</a>
    <a href="https://elsewhere.example/">⟦é ·⟧</a></main></body></html>"""
FAULTY = HEAD + """Plain</title></head><body><main><h1>⟦Ťódáý ·⟧</h1><p style="color: #ccc">pale and past the catalog</p>
    <input placeholder="Type here"><div style="width: 3000px">⟦ŵíđé ·⟧</div><img src="/picture.png"></main></body></html>"""


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path != "/faulty":
            self.send_header("Content-Security-Policy", "default-src 'none'")
        self.end_headers()
        self.wfile.write((FAULTY if self.path == "/faulty" else GOOD).encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_good_page_passes_even_under_a_strict_policy(site, open_page):
    page = open_page(site, phone=True)
    looks.check_fits(page)
    looks.check_accessibility(page)
    assert looks.unmarked_words(page) == []
    assert looks.layout_shift(page) == 0


def test_every_fault_of_a_faulty_page_is_found(site, open_page):
    page = open_page(site + "/faulty")
    assert looks.unmarked_words(page) == ["Plain", "pale and past the catalog", "Type here"]
    with pytest.raises(AssertionError, match="px too wide"):
        looks.check_fits(page)
    with pytest.raises(AssertionError, match="(?s)color-contrast.*image-alt"):
        looks.check_accessibility(page)


def test_a_jump_is_measured(site, open_page):
    page = open_page(site)
    # What moves before anything is painted has not jumped.
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    page.evaluate("""() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
        document.querySelector("h1").style.marginTop = "300px";
        done();
    })))""")
    page.wait_for_function("window.layoutShift > 0")
    assert looks.layout_shift(page) > 0.01


def test_a_crawl_stays_here_and_visits_two_pages_of_a_kind(site, open_page):
    visited = []
    shapes = looks.crawl(open_page(site), site, lambda page: visited.append(page.url.removeprefix(site)))
    assert shapes == {"/", "/faulty", "/people/*"}
    assert visited == ["/", "/faulty", "/people/41", "/people/42"]
