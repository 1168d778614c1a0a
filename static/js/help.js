// The list of the keys, with the box that switches single letters off. Loaded when `?` is pressed.
const { apple, element } = window.atlas;

export const open = (keys, areOff) => {
  if (document.querySelector("dialog[open]")) return;
  const rows = Object.entries(keys).map(([key, [text]]) => `<dt><kbd>${key}</kbd></dt><dd>${text}</dd>`).join("");
  const dialog = element(`<dialog aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
    <dl>${rows}<dt><kbd>/</kbd></dt><dd>Search</dd><dt><kbd>${apple ? "⌘" : "Ctrl+"}K</kbd></dt><dd>Jump to a region, an action or a page</dd><dt><kbd>g</kbd> then <kbd>m</kbd> <kbd>b</kbd> <kbd>r</kbd> <kbd>c</kbd></dt><dd>Go to the map, beliefs, reading, changes</dd><dt><kbd>p</kbd></dt><dd>Preview the region that the focused link leads to</dd><dt><kbd>?</kbd></dt><dd>These keys</dd><dt><kbd>Alt+↑ Alt+↓</kbd></dt><dd>Move the row that is focused</dd><dt><kbd>${apple ? "⌘" : "Ctrl+"}Enter</kbd></dt><dd>Save</dd><dt><kbd>Esc</kbd></dt><dd>Cancel</dd></dl>
    <p><label><input type="checkbox" ${areOff ? "" : "checked"}> Single-letter shortcuts are on</label></p>
    <form method="dialog" class="buttons"><button class="primary">Close</button></form></dialog>`);
  const back = document.activeElement;
  dialog.querySelector("input").addEventListener("change", ({ target }) => localStorage.setItem("keys", target.checked ? "on" : "off"));
  dialog.addEventListener("close", () => { dialog.remove(); back.focus(); });
  document.body.append(dialog);
  dialog.showModal();
};
