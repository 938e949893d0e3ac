// What the keyboard can do on this very page, for the help behind the question mark. Nothing is listed twice: the words are those of the buttons
// and links that the keys press; what has no button has its words in the markup of the help (data-…).

import { presses, pressed } from "./keys.js";

function words(element) {
    const label = element.getAttribute("aria-label") ?? (element.matches("input") ? element.closest("label")?.textContent ?? element.labels?.[0]?.textContent : null);
    if (label) return label.trim();
    const copy = element.cloneNode(true);
    for (const part of copy.querySelectorAll("kbd, svg, .count, [aria-hidden=true]")) part.remove();
    return copy.textContent.trim() || element.title;
}

function row(keys, text, isName) {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    keys.forEach((key, place) => {
        if (place) term.append(" ");
        term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    });
    const meaning = Object.assign(document.createElement("dd"), { textContent: text });
    if (isName) meaning.translate = false;
    line.append(term, meaning);
    return line;
}

export function fillHelp() {
    const list = document.getElementById("page-keys");
    if (!list) return;
    const has = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
    const lines = [];
    const say = (keys, text, isName = false) => text && lines.push(row(keys, text, isName));
    const { dataset } = list;
    if (has(".composer") || has(".mail-link, .next a.primary")) say(["r"], dataset.answer);
    if (has(".composer")) {
        say(["n"], dataset.note);
        say(["Ctrl", "Shift", "Enter"], dataset.solve);
        say(["Ctrl", "Alt", "Enter"], dataset.stay);
        for (const offer of document.querySelectorAll(".offer[data-prepared]")) {
            say([offer.getAttribute("aria-keyshortcuts").split(" ")[0]], words(offer), true);
        }
        if (has(".offers")) {
            say(["Alt", "1"], dataset.alt);
            say(["/", ";"], dataset.finder);
        }
    }
    if (has(".said details, #earlier")) say(["o"], dataset.unfold);
    if (has(".pick")) {
        say(["x"], dataset.choose);
        say(["*"], dataset.all);
    }
    if (has(".tabs a")) say([",", "."], dataset.views);
    for (const key of Object.keys(presses)) {
        const element = pressed(key);
        if (element) say(/[A-Z]/.test(key) ? ["Shift", key] : [key], words(element), key === "w");
    }
    for (const element of document.querySelectorAll("[aria-keyshortcuts]:not([data-prepared])")) {
        if (!element.checkVisibility()) continue;
        const keys = element.getAttribute("aria-keyshortcuts").split(" ")[0].split("+");
        if (keys.length > 1 || !presses[keys[0]]) say(keys.map((key) => (key === "Control" ? "Ctrl" : key)), words(element));
    }
    list.replaceChildren(...lines);
    list.previousElementSibling.hidden = !lines.length;
}
