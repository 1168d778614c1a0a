// Drafts: what was typed and not saved waits in this browser.
(() => {
  const { element, fields, put, status, typed } = window.atlas;

  const clock = (time) => new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  // Drafts: kept in this browser under author, item and version. The newest of any version is
  // offered; with it comes the version it was written on, so that saving it overwrites nobody.
  const drafts = {
    item: (name) => `draft:${document.body.dataset.author}:${name.slice(0, name.lastIndexOf(":") + 1)}`,
    keys(name) { return Object.keys(localStorage).filter((key) => key.startsWith(this.item(name))); },
    find({ dataset }) {
      try {
        const kept = dataset.draft ? this.keys(dataset.draft).map((key) => JSON.parse(localStorage.getItem(key))) : [];
        return kept.sort((one, other) => other.at - one.at)[0];
      } catch { return undefined; }
    },
    keep(form) {
      if (!form.dataset.draft) return;
      const { base, once } = form.elements;
      const draft = { at: Date.now(), text: typed(form), base: base?.value, once: once?.value };
      try { localStorage.setItem(`draft:${document.body.dataset.author}:${form.dataset.draft}`, JSON.stringify(draft)); } catch { /* storage is full or off */ }
    },
    drop(name) {
      try { if (name) for (const key of this.keys(name)) localStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
  };

  const restore = (form, draft) => {
    const kept = new Map(JSON.parse(draft.text));
    for (const name of ["base", "once"]) if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
    for (const field of fields(form)) {
      if (!kept.has(field.name)) continue;
      if (field.type === "checkbox") field.checked = kept.get(field.name) === "true";
      put(field, field.type === "checkbox" ? field.value : kept.get(field.name));
    }
  };

  const offerDraft = (form) => {
    const draft = drafts.find(form);
    if (!draft || draft.text === typed(form)) return;
    const day = new Date(draft.at);
    const when = `${clock(day)} ${day.toDateString() === new Date().toDateString() ? "today" : day.toLocaleDateString()}`;
    const bar = element(`<div class="draft" role="note"><span></span><button type="button">Restore</button><button type="button">Discard</button></div>`);
    bar.querySelector("span").textContent = `Unsaved text from ${when}.`;
    const [again, discard] = bar.querySelectorAll("button");
    const done = (text) => { bar.remove(); status(text); fields(form)[0].focus(); };
    again.addEventListener("click", () => { restore(form, draft); done(`Restored unsaved text from ${clock(day)}.`); });
    discard.addEventListener("click", () => { drafts.drop(form.dataset.draft); done("Discarded."); });
    form.prepend(bar);
  };

  Object.assign(window.atlas, { drafts, restore, offerDraft });
})();
