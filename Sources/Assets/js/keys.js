// The keyboard. Every key does what a link or button on the page does, so that nothing exists for the keyboard alone.
//
// Keys are letters as they are written on the key (event.key), so that they stay under the finger that knows them on every Latin layout. Where a
// key writes no ASCII letter (Armenian, and the ı of a Turkish keyboard), its place on the keyboard counts (event.code): KeyR is r.

import { fillHelp } from "./keyhelp.js";

const places = { t: "/today", i: "/inbox", p: "/people", c: "/counter" };
const rows = ".next h2 a, .item-link, .mail-link, .thread .said > header .when";
const afterG = 1_200;
let goUntil = 0;

/** What a key presses, the first of these that is on the page and in sight. An element with aria-keyshortcuts needs no line here. */
export const presses = {
    e: "form[action$='/solve'] button, form[action$='/reopen'] button, .bulk [value=solve]",
    t: "form[action$='/take'] button, a[href$='/take-over'], .bulk [value=take]",
    s: ".person-head form[action$='/wake'] button, .person-head .snooze > summary, .bulk [value=snooze], .next form[action$='/snooze'] button",
    d: ".next form[action$='/done'] button",
    p: ".person-head a[href$='/hand-over']",
    f: ".person-head a[href*='/forward']",
    q: ".person-head a[href$='/print'], [data-prints]",
    // With Shift, since nobody means it by the way.
    B: ".person-head form[action$='/block'] button, form[action$='/unblock'] button",
    w: ".person-head h1 a",
    u: "main .back",
    m: ".person-head .menu:not(.snooze) > summary, .pager [rel=next]",
    y: ".handed-over.question .button.primary",
    a: ".for-reply .attach input",
    l: ".later > summary",
    v: "[data-shows-preview]",
    c: "a.button[href='/inbox/new'], #cc",
    h: ".tabs a[href='/inbox/held']",
    z: ".flash form button",
};

function typing(target) {
    return target.closest?.("input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable], [role=listbox]");
}

/** The letter that a key stands for; see above. */
export function letterOf({ key, code, shiftKey }) {
    if (key.length !== 1) return key;
    if (key.charCodeAt(0) > 0x7f) {
        const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
        if (place) return (place[1] ?? place[2]).toLowerCase();
        return { Slash: shiftKey ? "?" : "/", Comma: ",", Period: "." }[code] ?? key;
    }
    // With Caps Lock on, a letter is still that letter.
    return shiftKey ? key : key.toLowerCase();
}

/** In sight, in a menu that is shut, behind its label as a file field is, or in the bar that comes with the first row that is chosen. */
function canBePressed(element) {
    const menu = element.closest(".menu-list")?.closest("details.menu");
    const row = element.closest(".bulk") && document.querySelector(".pick");
    return element.checkVisibility() || element.matches("[type=file]") || Boolean((menu ?? row)?.checkVisibility());
}

function inSight(selector) {
    for (const part of selector.split(", ")) {
        const found = [...document.querySelectorAll(part)].find(canBePressed);
        if (found) return found;
    }
    return null;
}

/** The element that a key presses on this page. */
export function pressed(key) {
    const named = `[aria-keyshortcuts~="${CSS.escape(key)}"]`;
    // What the page itself does by a key goes before what every page has.
    return (presses[key] && inSight(presses[key])) ?? inSight(`main ${named}`) ?? inSight(named);
}

function press(element) {
    if (!element) return false;
    if (element.closest(".bulk") && !hasChosen()) return false;
    if (element.matches("summary")) {
        element.closest(".menu-list")?.closest("details").setAttribute("open", "");
        element.parentElement.open = true;
        (element.parentElement.querySelector(":is(.menu-list, .row) :is(a, button, select, input:not([type=hidden]))") ?? element).focus();
    } else if (element.matches("input:not([type=file]), textarea, select")) {
        element.focus();
        element.select?.();
    } else element.click();
    return true;
}

/** A key for several that are chosen means the row with the focus where none is. */
function hasChosen() {
    if (!document.querySelector(".pick :checked")) document.activeElement?.closest("li")?.querySelector(".pick input")?.click();
    return Boolean(document.querySelector(".pick :checked"));
}

function move(step) {
    const links = [...document.querySelectorAll(rows)].filter((link) => link.checkVisibility());
    if (!links.length) return true;
    const at = links.indexOf(document.activeElement?.closest("li, article")?.querySelector(rows));
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
    return true;
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

/**
 * Where there is no composer: that of the row with the focus, of Today's first row, or of the first mail. The cursor is in the answer when it
 * opens, for whoever goes on typing: without that, letters would be taken for keys.
 */
function answer() {
    if (write("reply")) return true;
    const row = document.activeElement?.closest("li, article")?.querySelector(".next h2 a, .item-link, .mail-link");
    const link = row ?? document.querySelector(".next a.primary") ?? document.querySelector(".mail-link");
    if (!link) return false;
    const place = new URL(link.href);
    if (/^\/inbox\/\d+$/.test(place.pathname)) place.hash = "composer";
    location.assign(place);
    return true;
}

function turn(step) {
    const tabs = [...document.querySelectorAll(".tabs a")];
    const at = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
    tabs[at + step]?.click();
    return tabs.length > 0;
}

/** What is folded in the message with the focus, or else above. */
function unfold() {
    const home = document.activeElement?.closest(".said");
    const folded = home?.querySelector("details") ?? document.getElementById("earlier");
    if (folded) folded.open = !folded.open;
    return Boolean(folded);
}

export const actions = {
    j: () => move(1),
    k: () => move(-1),
    r: answer,
    n: () => write("note"),
    o: unfold,
    ",": () => turn(-1),
    ".": () => turn(1),
    x: () => {
        const box = document.activeElement?.closest("li")?.querySelector(".pick input");
        box?.click();
        return Boolean(box);
    },
    "*": () => {
        const boxes = [...document.querySelectorAll(".pick input")].filter((box) => box.checkVisibility());
        const all = boxes.every((box) => box.checked);
        for (const box of boxes) if (box.checked === all) box.click();
        return boxes.length > 0;
    },
    "/": () => {
        const field = document.querySelector('[data-key="/"]');
        field?.focus();
        field?.select();
        return Boolean(field);
    },
    "?": () => {
        fillHelp();
        document.getElementById("keys")?.showModal();
        return true;
    },
};

function send(event) {
    const form = event.target.closest?.("form");
    const then = event.shiftKey ? "solve" : event.altKey ? "stay" : null;
    const button =
        (then && form?.querySelector(`.button[name=then][value=${then}]`)) ?? form?.querySelector("[data-send]") ?? form?.querySelector("button.primary");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
}

document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const { target } = event;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.key === "Escape" && typing(target)) {
        target.blur();
        return;
    }
    if (document.querySelector("dialog[open]")) return;
    // While typing, with Alt. The place counts: on a Mac Alt makes other signs of digits.
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && digit) {
        if (press(inSight(`[aria-keyshortcuts~="Alt+${digit}"]`))) event.preventDefault();
        return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(target)) return;
    const key = letterOf(event);
    if (event.timeStamp < goUntil) {
        goUntil = 0;
        if (places[key]) {
            event.preventDefault();
            location.assign(places[key]);
        }
        return;
    }
    if (key === "g") goUntil = event.timeStamp + afterG;
    else if (key.length === 1 && (actions[key]?.() || press(pressed(key)))) event.preventDefault();
});

// The menu's button opens the same help.
document.addEventListener("click", (event) => event.target.closest?.('[data-opens="keys"]') && fillHelp(), { capture: true });

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
