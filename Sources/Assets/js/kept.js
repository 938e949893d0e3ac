// What somebody wrote outlives the end of the session: a form that is sent from a tab that was signed out meanwhile leads to the door, and its
// words stand in the same form of the same page again once the same person has come in. They lie in this tab alone, and only until then.

const place = "kept";
const door = document.querySelector('form[action="/sign-in"]');
const bar = document.getElementById("offline");
const me = () => document.querySelector(".person-menu > summary [translate=no]")?.textContent;
/** Fields that people fill in, and hidden ones that say what these were when they were shown. */
const isWritten = ({ name, type }) => name && !["password", "file", "submit", "button"].includes(type) && (type !== "hidden" || name.startsWith("was."));

function read() {
    try {
        return JSON.parse(sessionStorage.getItem(place));
    } catch {
        return null;
    }
}
const forget = () => sessionStorage.removeItem(place);

function keep(form) {
    const fields = [...form.elements].filter(isWritten).map((field) => {
        const isBox = ["checkbox", "radio"].includes(field.type);
        return { name: field.name, value: field.value, isOn: isBox ? field.checked : null };
    });
    if (!fields.some(({ value, isOn }) => isOn === null && value)) return;
    const { pathname, search } = location;
    try {
        sessionStorage.setItem(place, JSON.stringify({ from: pathname + search, page: pathname, action: form.getAttribute("action"), who: me(), fields }));
    } catch {
        // There is no room for so much: it goes without.
    }
}

function giveBack({ action, fields }) {
    const form = [...document.forms].find((one) => one.getAttribute("action") === action && one.closest("main"));
    if (!form) return;
    // The composer may stand on its other half.
    const half = form.classList.contains("for-note") ? "note" : "reply";
    const tab = form.closest(".composer")?.querySelector(`input[name="composer"][value="${half}"]`);
    if (tab) tab.checked = true;
    for (const { name, value, isOn } of fields) {
        const field = [...form.elements].find((one) => one.name === name && (isOn === null || one.value === value));
        if (!field) continue;
        if (isOn === null) field.value = value;
        else field.checked = isOn;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const text = form.querySelector("textarea") ?? form.querySelector("input:not([type=hidden])");
    text?.focus();
    text?.scrollIntoView({ block: "nearest" });
    say(bar?.dataset.back);
}

function say(words) {
    if (!words) return;
    document.querySelector(".kept-words")?.remove();
    const line = Object.assign(document.createElement("p"), { className: "offline kept-words", textContent: words });
    line.setAttribute("role", "status");
    document.body.append(line);
}

const kept = read();
if (door) {
    if (kept) {
        door.elements.to.value = kept.from;
        document.getElementById("kept-words").hidden = false;
        sessionStorage.setItem(place, JSON.stringify({ ...kept, wasAtDoor: true }));
    }
} else if (me()) {
    // Wherever else the form led, its words have arrived.
    forget();
    if (kept?.wasAtDoor && kept.who === me() && kept.page === location.pathname) giveBack(kept);
}

addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!defaultPrevented && me() && target.method === "post" && target.closest("main") && !target.action.endsWith("/sign-out")) keep(target);
});
document.addEventListener("signed-out", () => say(bar?.dataset.signedOut));
