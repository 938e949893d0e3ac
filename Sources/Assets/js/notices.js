// What somebody is told. While a page is in sight it says so in a corner, calmly; else the browser's own notification does, where it is allowed.
// The server gives each notice to whoever asks for it first, so that one thing rings once, in one tab of one browser.

const bell = document.querySelector("live-region.bell");
const toasts = document.querySelector("notice-toasts");
const topic = bell?.getAttribute("topics");
// A page in sight asks at once; one that is not leaves it this long to pages elsewhere that are.
const patience = 8_000;
const shownFor = 12_000;
const mostAtOnce = 3;
let timer;

async function claim(seen) {
    const fields = new URLSearchParams({ _token: toasts.getAttribute("token") });
    if (seen) fields.set("seen", "1");
    try {
        const answer = await fetch("/notices/claim", { method: "POST", body: fields });
        return answer.ok && !answer.redirected ? (await answer.json()).notices : [];
    } catch {
        return [];
    }
}

const maySend = () => "Notification" in window && Notification.permission === "granted";

async function tell() {
    const seen = !document.hidden;
    if (!seen && !maySend()) return;
    const work = async (lock) => {
        if (lock === null) return;
        const notices = await claim(seen);
        if (seen) notices.filter(({ link }) => new URL(link, location).pathname !== location.pathname).forEach(toast);
        else notify(notices);
    };
    if (navigator.locks) await navigator.locks.request(`regulars-notices-${seen}`, { ifAvailable: true }, work);
    else await work();
}

function tellSoon() {
    clearTimeout(timer);
    timer = setTimeout(tell, document.hidden ? patience : 400);
}

function toast({ link, name, about, text }) {
    while (toasts.childElementCount >= mostAtOnce) toasts.firstElementChild.remove();
    const box = Object.assign(document.createElement("div"), { className: "toast" });
    const place = Object.assign(document.createElement("a"), { href: link });
    const who = Object.assign(document.createElement("b"), { textContent: about ? `${name} · ${about}` : name, translate: false });
    place.append(who, Object.assign(document.createElement("span"), { textContent: text }));
    const close = Object.assign(document.createElement("button"), { type: "button", className: "button quiet icon-only", ariaLabel: toasts.dataset.close, textContent: "×" });
    close.addEventListener("click", () => box.remove());
    box.append(place, close);
    toasts.append(box);
    const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 2_000) : box.remove());
    setTimeout(leave, shownFor);
}

function notify(notices) {
    if (notices.length > mostAtOnce) return ring(`${toasts.dataset.many} (${notices.length})`, "", "/notices", "notices");
    for (const { id, title, text, link } of notices) ring(title, text, link, id);
}

function ring(title, body, link, tag) {
    try {
        const notice = new Notification(title, { body, tag: `regulars-${tag}` });
        notice.addEventListener("click", () => {
            focus();
            location.assign(link);
            notice.close();
        });
    } catch {
        // Some browsers on phones want a worker for this; the mail comes all the same.
    }
}

/** Asks for leave when its button is pressed, and says how this browser stands to it. */
class BrowserNotices extends HTMLElement {
    connectedCallback() {
        this.querySelector("[data-does=ask]").addEventListener("click", async () => {
            await Notification.requestPermission();
            this.look();
        });
        this.querySelector("[data-does=try]").addEventListener("click", () => ring(this.dataset.title, this.dataset.body, "/settings/notices", "try"));
        this.look();
    }

    look() {
        const states = { default: "ask", granted: "on", denied: "refused" };
        const state = "Notification" in window && isSecureContext ? states[Notification.permission] : "insecure";
        for (const words of this.querySelectorAll("[data-state]")) words.hidden = words.dataset.state !== state;
        this.querySelector("[data-does=ask]").hidden = state !== "ask";
        this.querySelector("[data-does=try]").hidden = state !== "on";
    }
}
customElements.define("browser-notices", BrowserNotices);

if (topic && toasts) {
    toasts.role = "status";
    document.addEventListener("regulars:change", ({ detail }) => detail.includes(topic) && tellSoon());
}
