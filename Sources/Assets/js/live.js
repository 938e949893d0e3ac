// Live updates. `/live` says what changed (`event: change`, data {"topics": ["inbox", "conversation:123"]}); a <live-region> whose
// `topics` name it fetches its fragment again, so HTML is made in one place, on the server.
//
// HTTP/1.1 gives a browser six connections per origin, so one tab alone, whoever holds the lock, opens the stream and tells the others.

const channel = new BroadcastChannel("regulars-live");
const regions = new Set();
const firstRetry = 300;
// After the first retry, which a restart of the server mostly answers, no server in trouble is asked oftener than this.
const nextRetry = 5_000;
const lastRetry = 30_000;

class LiveRegion extends HTMLElement {
    connectedCallback() {
        regions.add(this);
        this.busy = false;
        this.stale = false;
        this.missed = false;
    }

    disconnectedCallback() {
        regions.delete(this);
        clearTimeout(this.timer);
    }

    concerns(topics) {
        const mine = (this.getAttribute("topics") ?? "").split(/\s+/);
        return topics.some((topic) => mine.includes(topic));
    }

    /** Fetches soon; several changes within 150 ms cost one fetch. A hidden tab waits until it is looked at. */
    refreshSoon() {
        if (document.hidden) {
            this.missed = true;
            return;
        }
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(), 150);
    }

    async refresh() {
        if (this.busy) {
            this.stale = true;
            return;
        }
        this.busy = true;
        try {
            const answer = await fetch(this.getAttribute("src"), { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
            // A redirect leads to the sign-in page: leave what is there, the next click will ask.
            if (answer.status === 200 && !answer.redirected) this.show(await answer.text());
        } catch {
            this.missed = true;
        } finally {
            this.busy = false;
            if (this.stale) {
                this.stale = false;
                this.refreshSoon();
            }
        }
    }

    show(html) {
        if (html === this.last) return;
        const fresh = document.createElement("template");
        fresh.innerHTML = html;
        const focused = this.contains(document.activeElement) ? document.activeElement : null;
        // Somebody is typing in here: what they wrote matters more than news.
        if (focused?.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
            focused.addEventListener("blur", () => this.refreshSoon(), { once: true });
            return;
        }
        const mark = focused && markOf(focused, this);
        const chosen = [...this.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
        const open = [...this.querySelectorAll("details[open]")].map((details) => markOf(details, this));
        const anchor = anchorOf(this);
        const known = new Set([...this.querySelectorAll("[id]")].map((element) => element.id));
        this.replaceChildren(fresh.content);
        for (const box of this.querySelectorAll("input[type=checkbox]")) if (chosen.includes(box.value)) box.checked = true;
        for (const path of open) path && (this.querySelector(path) ?? {}).tagName === "DETAILS" && (this.querySelector(path).open = true);
        if (anchor) restore(anchor);
        if (mark) this.querySelector(mark)?.focus({ preventScroll: true });
        this.last = html;
        if (this.getAttribute("says")) say(this.getAttribute("says"));
        const arrived = [...this.querySelectorAll("[id]")].filter((element) => !known.has(element.id));
        this.dispatchEvent(new CustomEvent("live-change", { bubbles: true, detail: { arrived } }));
    }
}

/** A selector that finds `element` again in fresh markup: its id, its link, or its place inside the nearest element with an id. */
function markOf(element, root) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const href = element.getAttribute("href");
    if (href) return `${element.localName}[href="${CSS.escape(href)}"]`;
    const home = element.parentElement?.closest("[id]");
    if (!home || !root.contains(home)) return null;
    const place = [...home.querySelectorAll(element.localName)].indexOf(element);
    return place === 0 ? `#${CSS.escape(home.id)} ${element.localName}` : null;
}

/** The first link in sight and where it stands, so that rows arriving above do not push the page under the reader's eyes. */
function anchorOf(root) {
    if (scrollY === 0) return null;
    for (const link of root.querySelectorAll("a[href], [id]")) {
        const top = link.getBoundingClientRect().top;
        if (top >= 0 && top < innerHeight) return { mark: markOf(link, root), root, top };
    }
    return null;
}

function restore({ mark, root, top }) {
    const now = mark && root.querySelector(mark)?.getBoundingClientRect().top;
    if (now != null && Math.abs(now - top) > 1) scrollBy({ top: now - top, behavior: "instant" });
}

let speaker;
function say(text) {
    speaker ??= Object.assign(document.body.appendChild(document.createElement("div")), { className: "hidden", role: "status" });
    speaker.textContent = "";
    requestAnimationFrame(() => { speaker.textContent = text; });
}

function changed(topics) {
    for (const region of regions) if (region.concerns(topics)) region.refreshSoon();
    document.dispatchEvent(new CustomEvent("regulars:change", { detail: topics }));
}

function refreshAll() {
    for (const region of regions) region.refreshSoon();
}

/**
 * "Not connected" only when the second retry has failed: a restart of the server or a short nap of the line is nobody's news. Further
 * failures do not put it off.
 */
const untilTold = nextRetry + firstRetry + 200;
let offlineTimer;
function showConnected(connected) {
    const line = document.getElementById("offline");
    if (!line) return;
    if (connected) {
        clearTimeout(offlineTimer);
        offlineTimer = undefined;
        line.hidden = true;
    } else offlineTimer ??= setTimeout(() => { line.hidden = false; }, untilTold);
}

channel.addEventListener("message", ({ data }) => {
    if (data.topics) changed(data.topics);
    if (data.again) refreshAll();
    if ("connected" in data) showConnected(data.connected);
});

function tell(message) {
    channel.postMessage(message);
    if (message.topics) changed(message.topics);
    if (message.again) refreshAll();
    if ("connected" in message) showConnected(message.connected);
}

/** Holds the stream until the page goes away (or into the back/forward cache) or `signal` takes the lead from it. */
function lead(signal) {
    return new Promise((resign) => {
        let stream, timer, wait = firstRetry, lost = false;
        const open = () => {
            stream = new EventSource("/live");
            stream.addEventListener("open", () => {
                wait = firstRetry;
                tell(lost ? { connected: true, again: true } : { connected: true });
                lost = false;
            });
            stream.addEventListener("change", ({ data }) => {
                try {
                    tell({ topics: JSON.parse(data).topics });
                } catch {
                    tell({ again: true });
                }
            });
            // The browser's own retry gives up for good on an error status, so we retry ourselves, ever more slowly.
            stream.addEventListener("error", () => {
                stream.close();
                lost = true;
                tell({ connected: false });
                // Never sooner, at times a little later, so that many browsers do not come back at once.
                timer = setTimeout(open, wait * (1 + (wait > nextRetry ? Math.random() / 2 : 0)));
                wait = Math.min(Math.max(nextRetry, wait * 2), lastRetry);
            });
        };
        const stop = () => {
            clearTimeout(timer);
            stream.close();
            resign();
        };
        open();
        addEventListener("pagehide", stop, { once: true });
        signal?.addEventListener("abort", stop, { once: true });
    });
}

/**
 * Web Locks need a secure context. Over plain http in a shop's own net the tabs agree over the channel: who leads says so every two
 * seconds and on request; who hears nothing leads; of two leaders the smaller number stays. A background tab's timers may run once a
 * minute, hence the long silence before a leader counts as gone (a leader that closes says good-bye).
 */
function leadWithoutLocks() {
    const me = Math.random();
    const silence = 75_000;
    let leading = null, heard = -Infinity;
    const start = () => {
        if (leading || performance.now() - heard < silence) return;
        leading = new AbortController();
        channel.postMessage({ leader: me });
        lead(leading.signal);
    };
    channel.addEventListener("message", ({ data }) => {
        if (data.who && leading) channel.postMessage({ leader: me });
        if (data.bye) {
            heard = -Infinity;
            setTimeout(start, Math.random() * 300);
        }
        if (data.leader === undefined) return;
        heard = performance.now();
        if (leading && data.leader < me) {
            leading.abort();
            leading = null;
        } else if (leading) channel.postMessage({ leader: me });
    });
    const beat = setInterval(() => (leading ? channel.postMessage({ leader: me }) : start()), 2_000);
    addEventListener("pagehide", () => {
        clearInterval(beat);
        if (leading) channel.postMessage({ bye: true });
        leading = { abort() {} };
    }, { once: true });
    channel.postMessage({ who: true });
    setTimeout(start, 300);
}

function stand() {
    if (navigator.locks) navigator.locks.request("regulars-live", () => lead()).catch(() => {});
    else leadWithoutLocks();
}

customElements.define("live-region", LiveRegion);
// Pages without the shell (sign-in, errors) have nothing to hear.
if (document.querySelector(".shell")) {
    stand();
    addEventListener("pageshow", ({ persisted }) => {
        if (!persisted) return;
        stand();
        refreshAll();
    });
    document.addEventListener("visibilitychange", () => {
        if (document.hidden) return;
        for (const region of regions) {
            if (!region.missed) continue;
            region.missed = false;
            region.refresh();
        }
    });
    addEventListener("online", refreshAll);
}
