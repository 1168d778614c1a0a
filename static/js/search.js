// The key `/` goes to the field for a search, unless somebody types or switched single letters off;
// Ctrl+K, on Apple's computers ⌘K, opens the jump list; g and then a letter leads to a page.
(() => {
  const { jump } = document.body.dataset;
  const held = /Mac|iP(hone|ad)/.test(navigator.platform) ? "metaKey" : "ctrlKey";
  const pages = { m: "/map", b: "/beliefs", r: "/reading", c: "/changes" };
  let begun = -Infinity; // when g was pressed
  const isOff = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  window.lettersAreOff = isOff;

  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (key.toLowerCase() === "k" && event[held] && !(ctrlKey && metaKey) && !altKey && !shiftKey) {
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) import(jump).then(({ open }) => open()).catch(() => location.assign("/jump"));
    }
    if (ctrlKey || metaKey || altKey || isOff()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]")) return;
    const goes = event.timeStamp - begun < 1500 && pages[key];
    begun = key === "g" ? event.timeStamp : -Infinity;
    if (goes) { event.preventDefault(); location.assign(goes); }
    if (key !== "/") return;
    const field = document.querySelector("input[type=search][name=q]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // Who does not want a single key to act can say so where the field is.
  const hint = document.getElementById("search-key");
  if (!hint) return;
  const box = hint.querySelector("input");
  box.checked = !isOff();
  box.addEventListener("change", () => {
    try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch { /* only for now */ }
  });
  hint.hidden = false;
})();
