// A field with `data-options="/tags/names"` offers what is there while somebody types. Without it, the name is typed.

let number = 0;

async function offer(field) {
    const list = document.createElement("datalist");
    list.id = `options-${++number}`;
    field.dataset.offers = "1";
    try {
        const answer = await fetch(field.dataset.options, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
        if (answer.status !== 200 || answer.redirected) return;
        list.innerHTML = await answer.text();
    } catch {
        delete field.dataset.offers;
        return;
    }
    field.after(list);
    field.setAttribute("list", list.id);
}

document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("input[data-options]:not([data-offers])")) offer(target);
});

// Where a menu with a field opens, the cursor stands in it.
document.addEventListener(
    "toggle",
    ({ target }) => target.matches?.("details.tag-add[open]") && target.querySelector("input[data-options]")?.focus(),
    { capture: true },
);
