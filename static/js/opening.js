// Forms as they open and close.
(() => {
  const { FORMS, apple, atFirst, drafts, element, forms, isBeingSaved, isDirty, isRefused, status, typed } = window.atlas;

  const BEING_SAVED = "This is being saved already. Undo takes it back once it is.";
  const SENT = "sent-draft"; // in this tab: key and text of a form whose page is being left by sending it

  const open = (form) => {
    if (forms.has(form)) return;
    const refused = isRefused(form);
    forms.set(form, { clean: refused ? "" : typed(form, atFirst) });
    form.autocomplete = "off"; // or Back fills in what is saved by then
    if (refused) drafts.keep(form);
    else {
      drafts.dropSaved(form);
      if (drafts.find(form).length) loaded("restoring").then(() => window.atlas.offerDraft(form)).catch(() => {});
    }
    if (refused && document.activeElement === document.body) {
      const wrong = form.querySelector("[aria-invalid=true], [role=alert]"); // not every error has a field
      if (wrong?.tabIndex < 0) wrong.tabIndex = -1;
      wrong?.focus();
    }
    const focused = document.activeElement;
    if (form.contains(focused) && focused.matches("textarea, input[type=text]")) {
      if (isSlot(focused)) focused.select();
      else focused.setSelectionRange(focused.value.length, focused.value.length);
    }
    // Save comes into view with the form, and above all the field that one types in.
    if (!refused && focused !== document.body && form.contains(focused)) {
      const near = { block: "nearest", behavior: "instant" };
      form.querySelector(".buttons")?.scrollIntoView(near);
      focused.scrollIntoView(near);
    }
    if (apple) for (const keys of form.querySelectorAll(".keys")) keys.textContent = keys.textContent.replace("Ctrl+", "⌘");
  };
  const openAll = () => {
    document.querySelectorAll(FORMS).forEach(open);
    loadWanted();
  };

  // A slot that is not filled is selected, so that what is typed takes its place, if it has the focus.
  const isSlot = (field) => field.dataset?.slot && field.value === field.defaultValue;
  const selectSlot = (field) => {
    if (isSlot(field) && field.selectionStart === field.selectionEnd) field.select();
  };

  // What only some forms need is loaded with the first of them, or the next one if it did not arrive.
  const TEXTS = "form.item-form textarea, form.item-form input[type=text]";
  const WANTED = { choices: `${TEXTS}, input[list], [data-filters]`, linking: TEXTS, picker: "input[list], [data-filters]", credence: "[name=credence]", pictures: "textarea[data-pictures]", splitting: "[name=question]" };
  const NEEDS = { linking: "choices", picker: "choices" };
  const loading = {};
  const load = async (name) => {
    if (NEEDS[name]) await loaded(NEEDS[name]);
    const script = document.createElement("script");
    script.src = document.body.dataset[name];
    document.head.append(script);
    await new Promise((done, failed) => Object.assign(script, { onload: done, onerror: failed }));
  };
  const loaded = (name) => (loading[name] ??= load(name).catch((error) => {
    delete loading[name];
    throw error;
  }));
  const loadWanted = () => {
    for (const [name, fields] of Object.entries(WANTED)) if (document.querySelector(fields)) loaded(name).catch(() => {});
  };

  // A plain form has been saved when the page that follows says so, and does not show it again. Where
  // a longer form for the same new thing shows its text, the draft is that one's.
  const forgetSent = () => {
    if (document.querySelector("[data-kept]")) return; // its text is in this page, not saved yet
    const { key, text } = JSON.parse(sessionStorage.getItem(SENT)) ?? {};
    sessionStorage.removeItem(SENT);
    if (!key || drafts.read(key).text !== text) return;
    const shown = [...document.querySelectorAll(FORMS)];
    const goesOn = shown.some(({ elements: { once } }) => once && key?.endsWith(`:${once.value}`));
    if (shown.every((form) => drafts.keyOf(form) !== key) && (goesOn || document.getElementById("status").textContent)) drafts.drop(key);
  };

  // On a page of its own a form has the focus as in place, or what is wrong in it. Browsers take it
  // away once they have scrolled to a row.
  const focusFirst = () => {
    if (document.activeElement !== document.body) return;
    const wrong = document.querySelector(".problem, .wrong [aria-invalid=true]");
    (wrong ?? document.querySelector(`:is(${FORMS}) [autofocus]`))?.focus();
  };

  const begin = () => {
    forgetSent();
    focusFirst();
    openAll();
    if (location.hash) addEventListener("load", () => requestAnimationFrame(focusFirst), { once: true });
  };

  const sayWhileSaved = (form) => {
    if (!isBeingSaved(form)) return false;
    status(BEING_SAVED);
    return true;
  };

  // Close a form: at once if it is clean, else after one question. What is on its way cannot be called
  // back; a save that waits can.
  const cancel = (form, link = form.querySelector(".cancel")) => {
    if (sayWhileSaved(form)) return;
    forms.get(form).waiting?.callOff();
    const leave = () => {
      forms.get(form).clean = typed(form);
      link.click();
    };
    if (!isDirty(form)) { leave(); return; }
    const dialog = element(`<dialog aria-labelledby="discard-title"><p id="discard-title">Discard your changes?</p>
      <form method="dialog" class="buttons"><button value="discard" class="control">Discard</button><button value="keep" class="primary" autofocus>Keep editing</button></form></dialog>`);
    const back = document.activeElement;
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "discard") leave();
      else back.focus();
    });
    dialog.showModal();
  };

  document.addEventListener("focusin", ({ target }) => { if (isSlot(target)) setTimeout(() => { if (document.activeElement === target) selectSlot(target); }); });
  document.addEventListener("click", ({ target }) => {
    selectSlot(target);
    delete target.dataset.slot; // a second click sets the caret
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cancel");
    const form = link?.closest(FORMS);
    if (form && sayWhileSaved(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (form && isDirty(form) && !form.querySelector(".conflict")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      cancel(form, link);
    } else if (form) {
      clearTimeout(forms.get(form)?.timer);
      drafts.drop(drafts.keyOf(form));
    }
  }, true);
  document.addEventListener("htmx:after:swap", openAll);
  document.addEventListener("focusin", ({ target }) => { if (target.form?.matches(FORMS)) open(target.form); }); // before a key is pressed in it

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();

  Object.assign(window.atlas, { BEING_SAVED, SENT, cancel });
})();
