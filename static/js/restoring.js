// The offer to go on with a draft, and what Restore does. Loaded when a form that opens has a draft.
(() => {
  const { BEING_SAVED, atFirst, called, drafts, element, fields, fill, isBeingSaved, isDirty, status, typed } = window.atlas;

  const clock = (time) => new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  const carry = (form, [name, value]) => {
    const own = [...form.elements].find((field) => field.type === "hidden" && field.name === name);
    Object.assign(own ?? form.appendChild(element(`<input type="hidden">`)), { name, value });
  };

  // What a draft has and the form has no field for, as it was shown more when that was typed: a
  // field of its own for each, so that it is seen and saved with the rest.
  const addMissing = (form, values, names) => {
    const known = fields(form).map(called);
    const missing = [...values].filter(([name, said]) => !known.includes(name) && !["", "false"].includes(said) && !name.endsWith("="));
    if (!missing.length) return;
    const group = element(`<fieldset class="restored"><legend>Restored, though this form does not ask for it now</legend></fieldset>`);
    for (const [whole, said] of missing) {
      const [name, ticked] = whole.split("=");
      const field = element(ticked ? `<input type="checkbox" checked>` : `<textarea rows="2" dir="auto"></textarea>`);
      const label = element(`<label class="field"><span></span> </label>`);
      const words = whole.replace(/[-_=]+/g, " ");
      Object.assign(field, { name, value: ticked ?? said });
      label.firstChild.textContent = names[whole] || words[0].toUpperCase() + words.slice(1);
      label.append(field);
      group.append(label);
    }
    form.querySelector(".buttons").before(group);
  };

  // The form goes on with a draft as a writing of its own; what was typed in it before stays one.
  // Another tab may have written on since the offer.
  const restore = (form, offered) => {
    const { key, at, text, names = {}, ...hidden } = { ...offered, ...drafts.read(offered.key) };
    if (isDirty(form)) drafts.keep(form);
    drafts.begin(form);
    form.querySelector(".restored")?.remove();
    Object.entries(hidden).forEach((one) => carry(form, one));
    const values = new Map(JSON.parse(text));
    fill(form, values);
    for (const field of fields(form)) {
      const part = field.closest("details");
      if (part && (values.get(called(field)) ?? atFirst(field)) !== atFirst(field)) part.open = true;
    }
    addMissing(form, values, names);
    if (drafts.keep(form) && key !== drafts.keyOf(form)) drafts.drop(key);
  };

  // The newest draft is offered; the one after it follows when that one is restored or discarded.
  const offerDraft = (form) => {
    const [draft, ...older] = drafts.find(form);
    if (!draft || !form.isConnected) return;
    const day = new Date(draft.at);
    const when = `${clock(day)} ${day.toDateString() === new Date().toDateString() ? "today" : day.toLocaleDateString("en-GB", { dateStyle: "long" })}`;
    const bar = element(`<div class="draft" role="note"><span></span><button type="button">Restore</button><button type="button">Discard</button></div>`);
    const said = `Unsaved text from ${when}${older.length ? `, the newest of ${older.length + 1}` : ""}.`;
    bar.querySelector("span").textContent = said;
    const [again, discard] = bar.querySelectorAll("button");
    const done = (words) => {
      bar.remove();
      offerDraft(form);
      status(words);
      fields(form)[0].focus();
    };
    again.addEventListener("click", () => {
      if (isBeingSaved(form)) { status(BEING_SAVED); return; } // what came into it now would be gone with it
      restore(form, draft);
      done(`Restored unsaved text from ${clock(day)}.`);
    });
    discard.addEventListener("click", () => {
      if (drafts.read(draft.key).text === draft.text) drafts.drop(draft.key);
      done("Discarded.");
    });
    form.prepend(bar);
    // Who does not see it is told: the focus is in a field below.
    if (!document.getElementById("status").textContent) status(`${said} Restore and Discard stand before the first field.`);
  };

  Object.assign(window.atlas, { offerDraft });
})();
