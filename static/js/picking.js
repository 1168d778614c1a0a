// Picking from a list: regions by their names, and the filter above a list of ticks.
// Without it a field with a datalist is the browser's own, and the filter is not shown.
(() => {
  const MOST = 50;
  const NAMED = "input[list]";
  const status = (text) => { document.getElementById("status").textContent = text; };
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? " matches" : "s match"}`;

  // What every way to type one name has in common: as name_key does in wiki/naming.py.
  const ALIKE = [
    [/[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e]/g, ""],
    [/[\u2018-\u201b\u2039\u203a\u02bc\u2032\u00b4\uff07]/g, "'"],
    [/[\u201c-\u201f\u00ab\u00bb\u2033\u301d-\u301f\uff02]/g, '"'],
    [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-"],
  ];
  const nameKey = (typed) => {
    const words = ALIKE.reduce((text, [signs, one]) => text.replace(signs, one), typed).normalize("NFKC");
    const folded = words.toUpperCase().toLowerCase().replaceAll("\u03c2", "\u03c3"); // both kinds of s in Greek
    return folded.normalize("NFKC").split(/\s+/).filter(Boolean).join(" ") || typed.trim();
  };

  const comboboxes = new WeakMap(); // field -> {choices, list, noun, active}

  // The browser's own list goes; ours stands under the field and follows what is typed.
  const adopt = (field) => {
    if (comboboxes.has(field)) return;
    const choices = [...field.list.options].map(({ value }) => ({ title: value, key: nameKey(value) }));
    const list = document.createElement("ul");
    list.id = `${field.id}-choices`;
    list.className = "choices";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0].textContent);
    list.hidden = true;
    const noun = field.getAttribute("list").startsWith("area") ? "area" : "region";
    field.removeAttribute("list");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) field.setAttribute(name, value);
    field.after(list);
    comboboxes.set(field, { choices, list, noun, active: -1 });
  };

  const mark = (field, place) => {
    const box = comboboxes.get(field);
    const options = [...box.list.children];
    box.active = options.length ? (place + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === box.active)));
    const chosen = options[box.active];
    if (!chosen) { field.removeAttribute("aria-activedescendant"); return; }
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };

  const close = (field) => {
    const { list } = comboboxes.get(field);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const show = (field) => {
    const box = comboboxes.get(field);
    const typed = nameKey(field.value);
    const found = box.choices.filter(({ key }) => key.includes(typed));
    const first = ({ key }) => key.startsWith(typed) ? 0 : 1;
    found.sort((one, other) => first(one) - first(other));
    box.list.replaceChildren(...found.slice(0, MOST).map(({ title }, at) => {
      const option = document.createElement("li");
      option.id = `${box.list.id}-${at}`;
      option.setAttribute("role", "option");
      option.textContent = title;
      return option;
    }));
    box.active = -1;
    field.removeAttribute("aria-activedescendant");
    status(counted(found.length, box.noun));
    box.list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(Boolean(found.length)));
  };

  const pick = (field, option) => {
    field.value = option.textContent;
    field.dispatchEvent(new Event("input", { bubbles: true })); // for the draft
    close(field);
    status(`${option.textContent} is chosen.`);
  };

  const isOpen = (field) => field.getAttribute("aria-expanded") === "true";

  document.addEventListener("focusin", ({ target }) => { if (target.matches(NAMED)) adopt(target); });
  document.addEventListener("focusout", ({ target }) => { if (comboboxes.has(target)) close(target); });
  document.addEventListener("input", ({ target }) => { if (comboboxes.has(target)) show(target); });
  const begun = document.activeElement; // it may have been typed in before this was loaded
  if (begun.matches(NAMED)) {
    adopt(begun);
    if (begun.value !== begun.defaultValue) show(begun);
  }
  // A press on a choice leaves the focus in the field.
  document.addEventListener("mousedown", (event) => { if (event.target.closest(".choices")) event.preventDefault(); });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest(".choices [role=option]");
    if (option) pick(option.parentElement.previousElementSibling, option);
  });

  // Before the form hears of a key: an open list takes the arrows, Enter and Escape for itself.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!comboboxes.has(field) || window.atlas.isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = comboboxes.get(field);
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow) {
      if (!isOpen(field)) show(field);
      mark(field, box.active < 0 && arrow < 0 ? -1 : box.active + arrow);
    } else if (isOpen(field) && event.key === "Enter" && box.active >= 0) {
      pick(field, box.list.children[box.active]);
    } else if (isOpen(field) && event.key === "Escape") {
      close(field);
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // The filter hides what does not match; what is ticked stays ticked, and is sent.
  const filters = () => {
    for (const filter of document.querySelectorAll("[data-filters]")) {
      const rows = [...document.querySelectorAll(filter.dataset.filters)];
      filter.closest("[hidden]")?.removeAttribute("hidden");
      filter.addEventListener("input", () => {
        const typed = nameKey(filter.value);
        for (const row of rows) row.hidden = !nameKey(row.textContent).includes(typed);
        status(counted(rows.filter((row) => !row.hidden).length, "essay"));
      });
    }
  };
  filters();
})();
