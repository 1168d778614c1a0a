// Picking from a list: regions by their names, and the filter above a list of ticks.
// Without it a field with a datalist is the browser's own, and the filter is not shown.
(() => {
  const { counted, fill, makeList, mark, matching, nameKey, reveal } = window.atlas.choices;
  const NAMED = "input[list]";
  const status = (text) => { document.getElementById("status").textContent = text; };

  const comboboxes = new WeakMap(); // field -> {choices, found, list, noun, active}

  // The browser's own list goes; ours stands under the field and follows what is typed.
  const adopt = (field) => {
    if (comboboxes.has(field)) return;
    // A choice is offered and found by its label; its value is what a field can hold.
    const choices = [...field.list.options].map(({ value, label }) => ({ value, title: label || value, key: nameKey(label || value) }));
    const list = makeList(`${field.id}-choices`, field.labels[0].textContent);
    const { noun = "region" } = field.list.dataset;
    field.removeAttribute("list");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) field.setAttribute(name, value);
    field.after(list);
    comboboxes.set(field, { choices, found: [], list, noun, active: -1 });
  };

  const close = (field) => {
    const { list } = comboboxes.get(field);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  // Where in a field the name stands that is being typed: in one of many, between its commas, or from
  // an earlier comma on where a title with commas begins so.
  const place = (field) => {
    const { value } = field;
    if (!field.dataset.many) return [0, value.length];
    const caret = field.selectionStart;
    const comma = value.indexOf(",", caret);
    const end = comma < 0 ? value.length : comma;
    const begins = [0, ...[...value.slice(0, caret).matchAll(",")].map(({ index }) => index + 1)];
    const last = begins.pop();
    const isBegun = (begin) => {
      const typed = nameKey(value.slice(begin, end));
      return comboboxes.get(field).choices.some(({ key }) => key.startsWith(typed));
    };
    return [begins.find(isBegun) ?? last, end];
  };

  // A name that is typed whole needs no list, which would lie over the buttons; arrows still open it.
  const show = (field, isAsked = false) => {
    const box = comboboxes.get(field);
    const [begin, end] = place(field);
    const others = field.dataset.many ? `${field.value.slice(0, begin)},${field.value.slice(end)}`.split(",").map(nameKey) : [];
    const typed = field.value.slice(begin, end);
    const found = matching(box.choices, typed).filter(({ key, value }) => !others.includes(key) && !others.includes(nameKey(value)));
    const isOpened = isAsked ? found.length > 0 : found.some(({ key }) => key !== nameKey(typed));
    fill(box.list, found);
    box.found = found;
    box.active = -1;
    field.removeAttribute("aria-activedescendant");
    status(counted(found.length, box.noun));
    box.list.hidden = !isOpened;
    field.setAttribute("aria-expanded", String(isOpened));
    reveal(box.list);
  };

  const pick = (field, option) => {
    if (field.readOnly) { close(field); return; } // it is being saved
    const [begin, end] = place(field);
    const { list, found } = comboboxes.get(field);
    const { title, value } = found[[...list.children].indexOf(option)];
    const before = field.value.slice(0, begin) + (begin ? " " : "") + value;
    field.value = before + field.value.slice(end);
    field.setSelectionRange(before.length, before.length);
    field.dispatchEvent(new Event("input", { bubbles: true })); // for the draft
    close(field);
    status(`${title} is chosen.`);
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
  document.addEventListener("click", ({ target }) => {
    const option = target.closest(".choices [role=option]");
    const field = option?.parentElement.previousElementSibling;
    if (comboboxes.has(field)) pick(field, option);
  });

  // Before the form hears of a key: an open list takes the arrows, Enter and Escape for itself.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!comboboxes.has(field) || window.atlas.isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = comboboxes.get(field);
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow) {
      if (!isOpen(field)) show(field, true);
      box.active = mark(field, box.list, box.active < 0 && arrow < 0 ? -1 : box.active + arrow);
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
