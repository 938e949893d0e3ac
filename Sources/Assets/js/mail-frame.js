// A stranger's mail stands in a sandboxed frame of our own origin, where no script runs; from here its height can be read.

function fit(frame) {
    const page = frame.contentDocument?.documentElement;
    if (!page) return;
    const set = () => { frame.style.height = `${Math.min(Math.max(page.scrollHeight, 64), 12_000) + 2}px`; };
    frame.style.height = "4rem";
    set();
    // Pictures arrive late.
    for (const picture of frame.contentDocument.images) picture.addEventListener("load", set, { once: true });
}

// `load` does not bubble, but it can be captured; frames that were there first are fitted at once.
document.addEventListener("load", ({ target }) => target.matches?.("iframe.mail-frame") && fit(target), true);
for (const frame of document.querySelectorAll("iframe.mail-frame")) if (frame.contentDocument?.readyState === "complete") fit(frame);
