// Drafts: unsaved text is kept in this browser.
(() => {
  const { called, element, fields, isDirty, isTicked, put, status, typed } = window.atlas;

  const clock = (time) => new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

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
  const CARRIED = ["base", "once", "next_version", "opened"]; // by a form, besides what is typed
  const keyOf = (form) => form.dataset.draft && prefix(form.dataset.draft) + (form.elements.once?.value ?? writingOf(form));

  const read = (key) => {
    try { return { key, ...JSON.parse(localStorage.getItem(key)) }; } catch { return { key }; }
  };
  const stored = (start) => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(start)).map(read); } catch { return []; }
  };
  const of = ({ dataset }) => dataset.draft ? [prefix(dataset.draft), former(prefix(dataset.draft))].flatMap(stored).filter(({ text }) => text) : [];
  const drafts = {
    keyOf,
    // Those that a form may go on with, the newest first. Each has the version it was written on, so
    // that saving it overwrites nobody, and the token, so that it is not made twice.
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
      const draft = { at: Date.now(), text: typed(form) };
      for (const name of CARRIED) draft[name] = form.elements[name]?.value;
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

  const fill = (form, kept) => {
    for (const field of fields(form)) {
      const said = kept.get(called(field));
      if (said === undefined) continue;
      if (isTicked(field)) field.checked = said === "true";
      put(field, isTicked(field) ? field.value : said);
    }
  };

  // The form goes on with a draft as a writing of its own; what was typed in it before stays one.
  // Another tab may have written on since the offer.
  const restore = (form, offered) => {
    const draft = { ...offered, ...read(offered.key) };
    if (isDirty(form)) drafts.keep(form);
    begin(form);
    for (const name of CARRIED) if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
    fill(form, new Map(JSON.parse(draft.text)));
    if (drafts.keep(form) && draft.key !== keyOf(form)) drafts.drop(draft.key);
  };

  // The newest draft is offered; the one after it follows when that one is restored or discarded.
  const offerDraft = (form) => {
    const [draft, ...older] = drafts.find(form);
    if (!draft) return;
    const day = new Date(draft.at);
    const when = `${clock(day)} ${day.toDateString() === new Date().toDateString() ? "today" : day.toLocaleDateString("en-GB", { dateStyle: "long" })}`;
    const bar = element(`<div class="draft" role="note"><span></span><button type="button">Restore</button><button type="button">Discard</button></div>`);
    bar.querySelector("span").textContent = `Unsaved text from ${when}${older.length ? `, the newest of ${older.length + 1}` : ""}.`;
    const [again, discard] = bar.querySelectorAll("button");
    const done = (text) => {
      bar.remove();
      offerDraft(form);
      status(text);
      fields(form)[0].focus();
    };
    again.addEventListener("click", () => { restore(form, draft); done(`Restored unsaved text from ${clock(day)}.`); });
    discard.addEventListener("click", () => {
      if (read(draft.key).text === draft.text) drafts.drop(draft.key);
      done("Discarded.");
    });
    form.prepend(bar);
  };

  Object.assign(window.atlas, { drafts, fill, isRefused, offerDraft });
})();
