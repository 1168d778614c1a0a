// Between pressing a link and the opening of its form no shortcut acts; typed text goes into the form.
(() => {
  const { FORMS, LEAVING, isComposing, put } = window.atlas;

  const waiting = new Set(); // requests of htmx that began with a link
  let text = "";
  let key; // the last letter pressed outside of fields, where nothing waited; unknown at first
  let leaves = 0; // when the page began to be left for another
  let stays = false; // whether the link pressed last opens another program, as for mail, or is a file

  // No page has an address with an ending; files have, and many are only downloaded.
  const isFile = ({ origin, pathname }) => origin === location.origin && /\.\w+$/.test(pathname);

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.matches("a:not(.cancel)")) waiting.add(ctx);
  });
  document.addEventListener("htmx:after:swap", () => {
    const field = document.activeElement;
    if (!text || key && /^[enh?]+$/.test(text) || !field.closest(FORMS) || !field.matches("textarea, input[type=text]")) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    text = "";
    put(field, field.value);
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    waiting.delete(ctx);
    if (!waiting.size) text = "";
  });
  addEventListener("beforeunload", () => { leaves = stays ? 0 : Date.now(); });
  // After a download the page is still used.
  for (const used of ["pageshow", "focusin", "click"]) addEventListener(used, ({ target }) => {
    leaves = 0;
    const link = target.closest?.("a[href]");
    stays = Boolean(link) && (/^(?!http)./.test(link.protocol ?? "") || isFile(link));
  }, true);

  addEventListener("pointerdown", () => { key = ""; });

  // The key that opened a form is none of its text while it is held down; nor are keys after it.
  document.addEventListener("keydown", (event) => {
    const waits = waiting.size || Date.now() - leaves < LEAVING;
    const field = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
    if (!(field && event.repeat && (key ?? event.key) === event.key)) {
      if (!waits && !event.repeat) key = field || event.key[1] ? "" : event.key;
      if (!waits || field || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.length === 1) text += waiting.size ? event.key : "";
      else if (event.key === "Backspace") text = text.slice(0, -1);
      else if (event.key !== "Enter") return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
