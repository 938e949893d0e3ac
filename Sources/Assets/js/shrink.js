// A photo from a telephone has millions of points more than a face needs: it is made smaller here, before it is sent. Without this script, and
// for whatever cannot be drawn, the picture goes as it is and the server says when it is too large.

document.addEventListener("change", async ({ target }) => {
    if (!target.matches?.("input[type=file][data-shrinks]") || !target.files.length) return;
    const [file] = target.files;
    const form = target.form;
    const work = shrink(file, Number(target.dataset.shrinks)).catch(() => null);
    // Whoever is quick sends the small one all the same.
    form.shrinking = work;
    const small = await work;
    if (!small || target.files[0] !== file) return;
    const list = new DataTransfer();
    list.items.add(small);
    target.files = list.files;
    form.shrinking = null;
});

addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!form.shrinking) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await form.shrinking;
    form.shrinking = null;
    // After the list of files has been changed.
    setTimeout(() => form.requestSubmit(submitter ?? undefined));
}, { capture: true });

// Null where nothing is to be done: it is small already, or moves.
async function shrink(file, longest) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const part = longest / Math.max(picture.width, picture.height);
    if (part >= 1) return picture.close();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * part);
    canvas.height = Math.round(picture.height * part);
    const pen = canvas.getContext("2d");
    // A see-through ground would become black.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
    return blob && new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}
