// The keyboard. Every key does what a link or button on the page does, so that nothing exists for the keyboard alone.

const places = { t: "/today", i: "/inbox", p: "/people", c: "/counter" };
const rows = ".item-link, .mail-link";
const afterG = 1_200;
let goUntil = 0;

function typing(target) {
    return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=listbox]");
}

function move(step) {
    const links = [...document.querySelectorAll(rows)].filter((link) => link.checkVisibility());
    if (!links.length) return;
    const at = links.indexOf(document.activeElement?.closest("li, article")?.querySelector(rows));
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
}

/** Turns the composer to "reply" or "note" and puts the cursor at the end of its text. */
export function write(kind) {
    const tab = document.querySelector(`.composer input[name="composer"][value="${kind}"]`);
    if (!tab) return false;
    tab.checked = true;
    const text = tab.closest(".composer").querySelector(`.for-${kind} textarea`);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
    return true;
}

/** Today's first row has no composer: its main button leads to it. */
function answer() {
    if (write("reply")) return true;
    const button = document.querySelector(".next .primary");
    button?.click();
    return Boolean(button);
}

const actions = {
    j: () => move(1) ?? true,
    k: () => move(-1) ?? true,
    r: answer,
    n: () => write("note"),
    x: () => {
        const box = document.activeElement?.closest("li")?.querySelector(".pick input");
        box?.click();
        return Boolean(box);
    },
    "/": () => {
        const field = document.querySelector('[data-key="/"]');
        field?.focus();
        field?.select();
        return Boolean(field);
    },
    "?": () => {
        document.getElementById("keys")?.showModal();
        return true;
    },
};

document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const { key, target } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
        const form = target.closest?.("form");
        const button = form?.querySelector("[data-send]") ?? form?.querySelector("button.primary");
        if (button) {
            event.preventDefault();
            form.requestSubmit(button);
        }
        return;
    }
    if (key === "Escape" && typing(target)) {
        target.blur();
        return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(target) || document.querySelector("dialog[open]")) return;
    if (event.timeStamp < goUntil) {
        goUntil = 0;
        if (places[key]) {
            event.preventDefault();
            location.assign(places[key]);
        }
        return;
    }
    if (key === "g") goUntil = event.timeStamp + afterG;
    else if (actions[key]?.()) event.preventDefault();
});

// A link to the composer starts the writing, too.
function fromHash() {
    if (location.hash === "#composer" || location.hash === "#note") write(location.hash === "#note" ? "note" : "reply");
}
addEventListener("hashchange", fromHash);
document.addEventListener("click", (event) => {
    if (event.target.closest?.('a[href="#composer"]') && write("reply")) {
        event.preventDefault();
        document.getElementById("composer").scrollIntoView({ block: "nearest" });
    }
});
fromHash();
// A browser goes to the fragment of a page that has just come, and takes the cursor away with it: once more, then.
if (document.readyState !== "complete") addEventListener("load", () => setTimeout(fromHash), { once: true });
