// Light marks in an answer: buttons and keys that set them, and a look at what they make. Without this script they are typed.

const around = { bold: "**", italic: "*" };
const before = { list: () => "- ", numbers: (place) => `${place + 1}. `, quote: () => "> " };

function areaOf(element) {
    return element.closest("form")?.querySelector("textarea[name=text]");
}

/** Changes what is selected in a way that Ctrl+Z takes back. */
function replace(area, words, start, end) {
    area.focus();
    area.setSelectionRange(start, end);
    if (document.execCommand("insertText", false, words)) return;
    area.setRangeText(words, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, mark) {
    const { selectionStart: start, selectionEnd: end, value } = area;
    const words = value.slice(start, end);
    if (value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark) {
        replace(area, words, start - mark.length, end + mark.length);
        return area.setSelectionRange(start - mark.length, end - mark.length);
    }
    // The same key once more, with the cursor at the end of what is marked: on behind it, as everywhere.
    const stars = /^\**/.exec(value.slice(end))[0].length;
    if (start === end && (mark.length === 2 ? stars >= 2 : stars % 2 === 1)) return area.setSelectionRange(end + mark.length, end + mark.length);
    replace(area, mark + words + mark, start, end);
    area.setSelectionRange(start + mark.length, end + mark.length);
}

function link(area) {
    const { selectionStart: start, selectionEnd: end, value } = area;
    const words = value.slice(start, end);
    const isAddress = /^(?:https?:\/\/|www\.)\S+$/iu.test(words);
    replace(area, isAddress ? `[](${words})` : `[${words}](https://)`, start, end);
    const at = isAddress ? start + 1 : start + words.length + 11;
    area.setSelectionRange(at, at);
}

function lines(area, make) {
    const { value } = area;
    const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const close = value.indexOf("\n", area.selectionEnd);
    const end = close < 0 ? value.length : close;
    const fresh = value.slice(start, end).split("\n").map((line, place) => make(place) + line).join("\n");
    replace(area, fresh, start, end);
}

function set(area, mark) {
    if (around[mark]) wrap(area, around[mark]);
    else if (before[mark]) lines(area, before[mark]);
    else link(area);
}

for (const button of document.querySelectorAll("[data-mark]")) button.hidden = false;

document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-mark]");
    const area = button && areaOf(button);
    if (area) set(area, button.dataset.mark);
});

const keys = { b: "bold", i: "italic", k: "link" };
document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !keys[event.key]) return;
    const form = event.target.matches?.("textarea[name=text]") && event.target.form;
    if (!form?.elements.formatted?.checked) return;
    event.preventDefault();
    set(event.target, keys[event.key]);
});

// The preview: the same form, to another address, shown in place.
document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-shows-preview]");
    const place = button?.form?.querySelector("[data-preview]");
    if (!place) return;
    event.preventDefault();
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(button.form)) if (typeof value === "string") fields.append(name, value);
    try {
        const answer = await fetch(button.formAction, { method: "POST", body: fields, headers: { "X-Fragment": "1" } });
        if (!answer.ok || answer.redirected) return;
        place.innerHTML = await answer.text();
        place.scrollIntoView({ block: "nearest" });
    } catch {
        // Not reached: the page says so by itself.
    }
});
// What is shown is what was written then.
document.addEventListener("input", ({ target }) => target.form?.querySelector("[data-preview]")?.replaceChildren());

// A page for paper prints itself on a press.
for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
}
