// Links to regions: `[[` in a text offers their titles. Without it what is typed is simply text.
(() => {
  const { FORMS, isComposing, status } = window.atlas;
  const { counted, fill, makeList, mark, matching, nameKey, reveal } = window.atlas.choices;

  const BEGUN = /\[\[([^[\]|#\n]{0,200})$/;
  const PAUSE = 200;
  const list = makeList("link-choices", "Regions to link to");
  let open = null; // {field, start: where the name begins, active}
  let titles = null; // {choices, isAll}: read once, at the first `[[`
  let reading = null;
  let asked = "";
  let timer = 0;

  const isText = (field) => field.matches?.("textarea, input[type=text]") && field.form?.matches(FORMS) && !field.matches("[role=combobox], [list]");
  const begun = (field) => field.selectionStart === field.selectionEnd && BEGUN.exec(field.value.slice(0, field.selectionEnd));

  const read = async (typed) => {
    try {
      const found = await (await fetch(`/titles.json?q=${encodeURIComponent(typed)}`)).json();
      return { choices: found.titles.map((one) => ({ ...one, key: nameKey(one.title) })), isAll: found.all };
    } catch { return null; } // no answer, or not the atlas's: asked again with the next letter
  };

  const close = () => {
    if (!open) return;
    clearTimeout(timer);
    for (const name of ["aria-activedescendant", "aria-autocomplete", "aria-controls", "aria-haspopup"]) open.field.removeAttribute(name);
    list.hidden = true;
    open = null;
  };

  // Below the line of the caret, which a copy of the text with the same measures tells.
  const place = (field) => {
    const copy = document.createElement("div");
    const said = getComputedStyle(field);
    for (const name of ["font", "letterSpacing", "padding", "border", "boxSizing", "lineHeight"]) copy.style[name] = said[name];
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", width: `${field.offsetWidth}px`, whiteSpace: field.matches("textarea") ? "pre-wrap" : "pre", overflowWrap: "break-word" });
    copy.textContent = field.value.slice(0, open.start) || " ";
    field.after(copy);
    const top = field.offsetTop + Math.min(copy.offsetHeight - field.scrollTop, field.offsetHeight);
    copy.remove();
    list.style.top = `${top}px`;
  };

  const show = (field, typed) => {
    const found = matching(titles.choices, typed);
    open = { field, start: field.selectionEnd - typed.length, active: -1, found };
    fill(list, found);
    field.after(list);
    list.hidden = !found.length;
    field.removeAttribute("aria-activedescendant");
    for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": list.id, "aria-haspopup": "listbox" })) field.setAttribute(name, value);
    if (found.length) place(field);
    if (/^\S/.test(typed)) open.active = mark(field, list, 0); // Enter takes it
    status(counted(found.length, "region"));
    reveal(list);
  };

  const offer = async (field) => {
    const match = begun(field);
    if (!match) { close(); return; }
    if (!titles) {
      if (reading) return; // what is typed meanwhile is shown once they are read
      reading = read("");
      titles = await reading;
      reading = null;
    }
    const now = begun(field);
    if (!titles || !now || document.activeElement !== field) { close(); return; }
    show(field, now[1]);
    // Of very many titles not all are known: a pause in typing asks for those that match.
    clearTimeout(timer);
    if (!titles.isAll && now[1].trim().length > 1 && asked !== now[1]) timer = setTimeout(() => more(field), PAUSE);
  };

  const more = async (field) => {
    asked = begun(field)?.[1] ?? "";
    const found = asked && await read(asked);
    if (!found) return;
    const known = new Set(titles.choices.map(({ title }) => title));
    titles.choices.push(...found.choices.filter(({ title }) => !known.has(title)));
    if (open?.field === field && begun(field)) show(field, begun(field)[1]);
  };

  // As if typed, so that the browser's own undo takes it back; brackets that stand there are used.
  const insert = (option) => {
    const { field, start, found } = open;
    const { title, link } = found[[...list.children].indexOf(option)];
    if (field.readOnly) { close(); return; } // it is being saved
    const end = field.selectionEnd + (field.value.startsWith("]]", field.selectionEnd) ? 2 : 0);
    close();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, `${link ?? title}]]`)) {
      field.setRangeText(`${link ?? title}]]`, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
    status(`Linked to ${title}.`);
  };

  document.addEventListener("input", ({ target }) => { if (isText(target)) offer(target); });
  const typedIn = document.activeElement; // it may have been typed in before this was loaded
  if (isText(typedIn) && typedIn.value !== typedIn.defaultValue) offer(typedIn);
  document.addEventListener("focusout", ({ target }) => { if (open?.field === target) close(); });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest?.("#link-choices [role=option]");
    if (option && open) insert(option);
    else if (open && target === open.field && !begun(open.field)) close();
  });

  // Before the form hears of a key: an open list takes the arrows, Enter and Escape for itself.
  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.field || list.hidden || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow) open.active = mark(open.field, list, open.active < 0 && arrow < 0 ? -1 : open.active + arrow);
    else if (event.key === "Enter" && open.active >= 0) insert(list.children[open.active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
