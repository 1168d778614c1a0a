// Drafts: unsaved text is kept in this browser.
(() => {
  const { called, fields, isDirty, isTicked, typed } = window.atlas;

  // A draft belongs to one writing: to one opening of an item's form, in one tab, or to something
  // new, told apart by the token that it is saved once by.
  // Another atlas may have had this address before, with other things under the same ids.
  const atlas = () => `${document.body.dataset.atlas}:`;
  const prefix = (name) => `draft:${document.body.dataset.author}:${atlas()}${name}:`;
  const former = (key) => key.replace(atlas(), ""); // as earlier versions of Atlas kept it

  // A refused save comes back with an alert, and goes on with the writing sent from this tab.
  const REFUSED = "[role=alert], .preview:not([hidden]), [data-asked]";
  const isRefused = (form) => Boolean(form.querySelector(REFUSED));
  const writings = new WeakMap(); // form -> the id of its writing
  const inThisTab = (name) => `writing:${name}`;
  const sentWriting = ({ dataset }) => {
    try { return sessionStorage.getItem(inThisTab(dataset.draft)); } catch { return null; }
  };
  const begin = (form, writing = `${Date.now()}-${Math.random().toString(36).slice(2)}`) => {
    writings.set(form, writing);
    try { sessionStorage.setItem(inThisTab(form.dataset.draft), writing); } catch { /* each form is then one of its own */ }
  };
  const writingOf = (form) => {
    if (!writings.has(form)) begin(form, isRefused(form) && sentWriting(form) || undefined);
    return writings.get(form);
  };
  const keyOf = (form) => form.dataset.draft && prefix(form.dataset.draft) + (form.elements.once?.value ?? writingOf(form));

  const read = (key) => {
    try { return { key, ...JSON.parse(localStorage.getItem(key)) }; } catch { return { key }; }
  };
  const stored = (start) => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(start)).map(read); } catch { return []; }
  };
  // What stands beside the fields that say something, and what that is about: a form that opens later
  // may not have them.
  const nameOf = (field) => [field.closest("fieldset:not(.restored)")?.querySelector("legend"), field.labels[0]]
    .filter(Boolean).map(({ textContent }) => textContent.trim().replace(/\s+/g, " ")).join(": ");
  const names = (form) => Object.fromEntries(fields(form).filter((field) => isTicked(field) ? field.checked : field.value).map((field) => [called(field), nameOf(field)]));
  const of = ({ dataset }) => dataset.draft ? [prefix(dataset.draft), former(prefix(dataset.draft))].flatMap(stored).filter(({ text }) => text) : [];
  const drafts = {
    keyOf,
    read,
    begin,
    // Those that a form may go on with, the newest first, with the form's hidden fields: so saving one
    // overwrites nobody, and makes nothing twice.
    find(form) {
      const [own, shown] = [isDirty(form) && keyOf(form), typed(form)];
      return of(form).filter(({ key, text }) => key !== own && text !== shown).sort((one, other) => other.at - one.at);
    },
    // Of an item that a form has just opened for: what stands saved there is no draft any more.
    dropSaved(form) {
      for (const { key, text, once } of of(form)) if (!once && !isDirty(form) && text === typed(form)) this.drop(key);
    },
    // Return whether it could be kept.
    keep(form) {
      const draft = { at: Date.now(), text: typed(form), names: names(form) };
      for (const { type, name, value } of form.elements) if (type === "hidden") draft[name] = value;
      try {
        if (form.dataset.draft) localStorage.setItem(keyOf(form), JSON.stringify(draft));
        return true;
      } catch { return false; } // storage is full or off
    },
    // One draft and no other: tabs with the rest may still be open.
    drop(key) {
      try { if (key) localStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
  };

  Object.assign(window.atlas, { drafts, isRefused });
})();
