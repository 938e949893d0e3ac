// A message that arrives in an open conversation out of sight: a small pill says on which side it stands, and leads there. Nothing moves by
// itself. The words are those of the region: <live-region below="New message below" above="New message above">.

let pill, waiting;
const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && dismiss());

function dismiss() {
    seen.disconnect();
    waiting = undefined;
    pill?.remove();
}

document.addEventListener("live-change", ({ target, detail }) => {
    if (!target.hasAttribute("below")) return;
    // What was waited for may have been made anew.
    const news = detail.arrived.findLast((element) => element.matches(".said")) ?? (waiting && document.getElementById(waiting));
    dismiss();
    if (!news) return;
    const { top, bottom } = news.getBoundingClientRect();
    const side = top > innerHeight - 96 ? "below" : bottom < 32 ? "above" : null;
    if (!side) return;
    waiting = news.id;
    pill ??= makePill();
    pill.dataset.side = side;
    pill.textContent = target.getAttribute(side);
    document.querySelector("main").append(pill);
    seen.observe(news);
});

function makePill() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "news-pill" });
    button.addEventListener("click", () => {
        const news = document.getElementById(waiting);
        news?.closest("details:not([open])")?.setAttribute("open", "");
        news?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
        dismiss();
    });
    return button;
}
