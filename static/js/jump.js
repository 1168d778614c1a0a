// The jump list: a dialog with a field and what matches it, which the server finds. Loaded when a
// key first asks for it.
const WAIT = 80;
let dialog, field, list, said, active, timer, asking;
let asked = null; // the answer on its way, null when there is none

const make = () => {
  dialog = document.createElement("dialog");
  dialog.className = "jump";
  dialog.setAttribute("aria-label", "Jump to");
  dialog.innerHTML = `<input role="combobox" aria-label="Part of a name" aria-expanded="true" aria-controls="jump-list" aria-autocomplete="list" placeholder="Jump to" dir="auto" autocapitalize="off" autocomplete="off" spellcheck="false" maxlength="100">
    <div id="jump-list" role="listbox" aria-label="Places"></div>
    <p class="keys"><span role="status"></span> <span><kbd>↑ ↓</kbd> choose <kbd>Enter</kbd> go <kbd>Esc</kbd> close</span></p>`;
  [field, list] = dialog.children;
  said = dialog.querySelector("[role=status]");
  field.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    asked = new Promise((resolve) => { timer = setTimeout(() => resolve(find()), WAIT); });
  });
  dialog.addEventListener("keydown", pressed);
  dialog.addEventListener("mousedown", (event) => { if (event.target !== field) event.preventDefault(); }); // the field keeps the focus
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option, event);
    else if (event.target === dialog) dialog.close(); // beside it
  });
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    asking?.abort();
    dialog.remove();
  });
};

const options = () => [...list.querySelectorAll("[role=option]")];

const mark = (place) => {
  const found = options();
  active = found.length ? found[(place + found.length) % found.length] : null;
  for (const option of found) option.setAttribute("aria-selected", String(option === active));
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
  active?.scrollIntoView({ block: "nearest" });
};

const find = async () => {
  asking?.abort();
  const mine = asking = new AbortController();
  try {
    const headers = { "HX-Request": "true" }; // the list alone
    const answer = await fetch(`/jump?${new URLSearchParams({ q: field.value })}`, { signal: mine.signal, headers });
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.text();
    if (found.includes("<html")) { location.assign("/jump"); return; } // a static server knows the page alone
    list.innerHTML = found;
    const words = list.querySelector(".said");
    words.remove();
    said.textContent = words.textContent.trim();
    list.scrollTop = 0;
    mark(0);
  } catch {
    if (!mine.signal.aborted) {
      list.replaceChildren(); // what is there matches what was typed before
      mark(0);
      said.textContent = "The server does not answer.";
    }
  }
  if (asking === mine) asked = null;
};

const go = (option, { ctrlKey, metaKey }) => {
  if (ctrlKey || metaKey) { window.open(option.dataset.href); return; }
  dialog.close();
  location.assign(option.dataset.href);
};

const pressed = async (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) {
    event.preventDefault();
    const found = options(), at = found.indexOf(active) + step;
    mark(Math.abs(step) === 1 ? at : Math.min(Math.max(at, 0), found.length - 1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    await asked; // who types fast means what is typed
    if (active && dialog.open) go(active, event);
  }
};

export const open = async () => {
  const style = document.getElementById("over");
  if (style.disabled) await new Promise((done) => { style.onload = style.onerror = done; style.disabled = false; });
  if (document.querySelector("dialog[open]")) return;
  if (!dialog) make();
  field.value = "";
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  asked = find();
};
