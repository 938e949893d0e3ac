// Due chips turn from calm to "soon" to "over" while a page stands open. Their words are the server's and come anew with the next change.

function look() {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[data-due]")) {
        const chip = time.closest(".chip");
        if (!chip) continue;
        const left = Number(time.dataset.due) - now;
        const soon = Number(time.dataset.soon ?? 1_800_000);
        chip.classList.toggle("bad", left < 0);
        chip.classList.toggle("warn", left >= 0 && left < soon);
        // The words "in 3 min" are stale once the moment has passed: ask for fresh ones, once.
        if (left < 0 && left > -60_000 && !time.dataset.over) {
            time.dataset.over = "1";
            time.closest("live-region")?.refreshSoon();
        }
    }
}

look();
setInterval(look, 30_000);
