// Drafts: unsaved text is kept in this browser.
(() => {
  const { called, element, fields, isTicked, put, status, typed } = window.atlas;

  const clock = (time) => new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  // A draft belongs to one form at one address: an item's, told apart by the version it was opened
  // on, or one for something new, told apart by the token that it is saved once by.
  // The ids of another atlas, whose place this one took at the same address, name other things.
  const atlas = () => `${document.body.dataset.atlas}:`;
  const prefix = (name) => `draft:${document.body.dataset.author}:${atlas()}${name}:`;
  const former = (key) => key.replace(atlas(), ""); // as earlier versions of Atlas kept it
  const keyOf = ({ dataset, elements }) => dataset.draft && prefix(dataset.draft) + ((elements.once ?? elements.base)?.value ?? "");
  const read = (key) => {
    try { return { key, ...JSON.parse(localStorage.getItem(key)) }; } catch { return { key }; }
  };
  const stored = (start) => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(start)).map(read); } catch { return []; }
  };
  const of = (start) => [...stored(start), ...stored(former(start))];
  const remove = (key) => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  };
  const drafts = {
    keyOf,
    // The newest of any version is offered; with it comes the version it was written on, so that
    // saving it overwrites nobody, and the token, so that what was saved by it is not made twice.
    find: ({ dataset }) => (dataset.draft ? of(prefix(dataset.draft)) : []).filter((draft) => draft.text).sort((one, other) => other.at - one.at)[0],
    keep(form) {
      const { base, once, next_version: next } = form.elements;
      const draft = { at: Date.now(), text: typed(form), base: base?.value, once: once?.value, next_version: next?.value };
      try { if (form.dataset.draft) localStorage.setItem(keyOf(form), JSON.stringify(draft)); } catch { /* storage is full or off */ }
    },
    // Of a form that was saved: its draft, and those of an item's earlier versions.
    drop(key) {
      if (!key) return;
      for (const draft of of(key.slice(0, key.lastIndexOf(":") + 1))) if ([key, former(key)].includes(draft.key) || !draft.once) remove(draft.key);
    },
    // Of a form that says nothing new: its draft, but none that is still offered above it.
    forget(form) {
      if (!form.querySelector(".draft")) this.drop(keyOf(form));
    },
  };

  const restore = (form, draft) => {
    const kept = new Map(JSON.parse(draft.text));
    for (const name of ["base", "once", "next_version"]) if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
    for (const field of fields(form)) {
      const said = kept.get(called(field));
      if (said === undefined) continue;
      if (isTicked(field)) field.checked = said === "true";
      put(field, isTicked(field) ? field.value : said);
    }
  };

  const offerDraft = (form) => {
    const draft = drafts.find(form);
    if (!draft || draft.text === typed(form)) return;
    const day = new Date(draft.at);
    const when = `${clock(day)} ${day.toDateString() === new Date().toDateString() ? "today" : day.toLocaleDateString("en-GB", { dateStyle: "long" })}`;
    const bar = element(`<div class="draft" role="note"><span></span><button type="button">Restore</button><button type="button">Discard</button></div>`);
    bar.querySelector("span").textContent = `Unsaved text from ${when}.`;
    const [again, discard] = bar.querySelectorAll("button");
    const done = (text) => { bar.remove(); status(text); fields(form)[0].focus(); };
    again.addEventListener("click", () => { restore(form, draft); done(`Restored unsaved text from ${clock(day)}.`); });
    discard.addEventListener("click", () => { drafts.drop(draft.key); done("Discarded."); });
    form.prepend(bar);
  };

  Object.assign(window.atlas, { drafts, offerDraft });
})();
