// The key `/` goes to the field for a search, unless somebody types or switched single letters off.
(() => {
  const isOff = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]")) return;
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
