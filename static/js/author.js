// Editing in the page: keys, drafts and what to say when a save fails. The pages work without it.
(() => {
  const DRAFT_DELAY = 500;
  const SAVING_DELAY = 300;
  const COUNT_FROM = 0.9;
  const FORMS = "form.item-form";
  const forms = new WeakMap(); // form -> {clean: text of its fields when opened, timer, saving}
  const apple = /Mac|iP(hone|ad)/.test(navigator.platform);

  const status = (text) => { document.getElementById("status").textContent = text; };
  const element = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };
  const clock = (time) => new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  // What a form says: its own fields, without what the page put there.
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const value = (field) => field.type === "checkbox" ? String(field.checked) : field.value;
  const typed = (form) => JSON.stringify(fields(form).map((field) => [field.name, value(field)]));
  const isDirty = (form) => forms.has(form) && typed(form) !== forms.get(form).clean;

  // Drafts: kept in this browser under author, item and version.

  const storage = {
    key: (form) => `draft:${document.body.dataset.author}:${form.dataset.draft}`,
    read(form) { try { return JSON.parse(localStorage.getItem(this.key(form))); } catch { return null; } },
    keep(form) {
      try { localStorage.setItem(this.key(form), JSON.stringify({ at: Date.now(), text: typed(form) })); } catch { /* storage is full or off */ }
    },
    drop(form) { try { localStorage.removeItem(this.key(form)); } catch { /* nothing was kept */ } },
  };

  const fill = (form, text) => {
    const kept = new Map(JSON.parse(text));
    for (const field of fields(form)) {
      if (!kept.has(field.name)) continue;
      if (field.type === "checkbox") field.checked = kept.get(field.name) === "true";
      else field.value = kept.get(field.name);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const offerDraft = (form) => {
    const draft = storage.read(form);
    if (!draft || draft.text === typed(form)) return;
    const day = new Date(draft.at).toDateString() === new Date().toDateString() ? "today" : new Date(draft.at).toLocaleDateString();
    const bar = element(`<div class="draft" role="note"><span></span><button type="button">Restore</button><button type="button">Discard</button></div>`);
    bar.querySelector("span").textContent = `Unsaved text from ${clock(draft.at)} ${day}.`;
    const [restore, discard] = bar.querySelectorAll("button");
    restore.addEventListener("click", () => {
      fill(form, draft.text);
      bar.remove();
      status(`Restored unsaved text from ${clock(draft.at)}.`);
      fields(form)[0].focus();
    });
    discard.addEventListener("click", () => { storage.drop(form); bar.remove(); fields(form)[0].focus(); });
    form.prepend(bar);
  };

  // Forms as they open

  const open = (form) => {
    if (forms.has(form)) return;
    forms.set(form, { clean: form.querySelector(".wrong, .conflict") ? "" : typed(form) });
    if (form.dataset.draft) offerDraft(form);
    const focused = document.activeElement;
    if (form.contains(focused) && focused.setSelectionRange && focused.type !== "checkbox") {
      focused.setSelectionRange(focused.value.length, focused.value.length);
    }
    if (apple) for (const keys of form.querySelectorAll(".keys")) keys.textContent = keys.textContent.replace("Ctrl+", "⌘");
    for (const field of form.querySelectorAll("[name=credence]")) readCredence(field);
  };
  const openAll = () => document.querySelectorAll(FORMS).forEach(open);

  const saveForm = (form) => form.requestSubmit(form.querySelector("button.primary"));

  // Closing a form: at once if it is clean, after one question if it is not.
  const cancel = (form) => {
    const leave = () => {
      storage.drop(form);
      forms.get(form).clean = typed(form);
      form.querySelector(".cancel").click();
    };
    if (!isDirty(form)) return leave();
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
    return undefined;
  };

  // Typing

  const readCredence = (field) => {
    const said = field.value.trim().replace(/^~/, "").replace(/%$/, "").replace(",", ".");
    const fraction = /^(\d+(?:\.\d+)?)\s*(?:\/|in)\s*(\d+(?:\.\d+)?)$/.exec(said);
    const number = fraction ? 100 * fraction[1] / fraction[2] : said === "" ? NaN : Number(said);
    let note = field.parentElement.querySelector(".understood");
    if (!note) {
      note = element(`<p class="understood" aria-live="polite"></p>`);
      field.after(note);
    }
    const known = number >= 0 && number <= 100;
    note.textContent = known && document.activeElement !== field ? `= ${Number(number.toFixed(6))}%` : "";
    return known ? number : null;
  };

  const stepCredence = (event) => {
    const number = readCredence(event.target);
    if (number === null) return;
    event.preventDefault();
    const step = (event.shiftKey ? 5 : event.altKey ? 0.1 : 1) * (event.key === "ArrowUp" ? 1 : -1);
    event.target.value = String(Number(Math.min(100, Math.max(0, number + step)).toFixed(6)));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const count = (field) => {
    const limit = Number(field.dataset.limit);
    let note = field.parentElement.querySelector(".counter");
    if (!limit || field.value.length < COUNT_FROM * limit) return note?.remove();
    if (!note) {
      note = element(`<p class="counter" aria-live="polite"></p>`);
      field.after(note);
    }
    const [length, most] = [field.value.length, limit].map((n) => n.toLocaleString("en"));
    const said = field.value.length > limit ? `Too long: ${length} of ${most} characters` : `${length} of ${most} characters`;
    note.textContent = said;
    return undefined;
  };

  const splitQuestion = (field) => {
    const [question, why, ...rest] = field.value.split("Why it matters:");
    const other = field.form.elements.why_it_matters;
    if (why === undefined || rest.length || other.value) return;
    const whole = field.value;
    field.value = question.trim();
    other.value = why.trim();
    status("Split into two fields.");
    const back = element(`<button type="button">Undo</button>`);
    back.addEventListener("click", () => { field.value = whole; other.value = ""; field.focus(); document.getElementById("undo").replaceChildren(); });
    document.getElementById("undo").replaceChildren(back);
  };

  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.matches(FORMS) || !forms.has(form)) return;
    const state = forms.get(form);
    clearTimeout(state.timer);
    if (form.dataset.draft) state.timer = setTimeout(() => isDirty(form) ? storage.keep(form) : storage.drop(form), DRAFT_DELAY);
    count(target);
  });
  document.addEventListener("paste", ({ target }) => {
    if (target.name === "question") setTimeout(() => splitQuestion(target));
  });
  for (const event of ["focusin", "focusout"]) {
    document.addEventListener(event, ({ target }) => { if (target.name === "credence") setTimeout(() => readCredence(target)); });
  }

  // Keys

  const KEYS = {
    e: ["Edit the stance, or the row that is focused", () => (document.activeElement.closest(".row") || document).querySelector(".row-controls .control, #stance .control")],
    n: ["Add to the section in view", () => (document.activeElement.closest(".part") || document.querySelector(".part-beliefs"))?.querySelector(".part-head .control:last-child")],
    h: ["History of this region", () => document.querySelector(".afterword a[href$='/history']")],
  };

  const help = () => {
    const off = localStorage.getItem("keys") === "off";
    const rows = Object.entries(KEYS).map(([key, [text]]) => `<dt><kbd>${key}</kbd></dt><dd>${text}</dd>`).join("");
    const dialog = element(`<dialog aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
      <dl>${rows}<dt><kbd>Alt+↑ Alt+↓</kbd></dt><dd>Move the row that is focused</dd><dt><kbd>Ctrl+Enter</kbd></dt><dd>Save</dd><dt><kbd>Esc</kbd></dt><dd>Cancel</dd></dl>
      <p><label><input type="checkbox" ${off ? "" : "checked"}> Single letters are on</label></p>
      <form method="dialog" class="buttons"><button class="primary">Close</button></form></dialog>`);
    dialog.querySelector("input").addEventListener("change", ({ target }) => localStorage.setItem("keys", target.checked ? "on" : "off"));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  const inForm = (event, form) => {
    const saves = (event.key === "Enter" || event.key.toLowerCase() === "s") && (event.ctrlKey || event.metaKey);
    const again = form.querySelector("button[name=again]");
    if (saves) {
      event.preventDefault();
      if (event.key === "Enter" && event.target.name === "takeaway" && again) form.requestSubmit(again);
      else saveForm(form);
    } else if (event.key === "Escape") {
      event.preventDefault();
      cancel(form);
    } else if (event.key === "Enter" && event.target.matches("input:not([type=checkbox]), textarea[data-line]")) {
      event.preventDefault(); // and not whatever button stands first, such as an offer
      saveForm(form);
    } else if (event.target.name === "credence" && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      stepCredence(event);
    }
  };

  const outside = (event) => {
    const row = event.target.closest?.(".row");
    if (event.altKey && row && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      const button = row.querySelector(event.key === "ArrowUp" ? ".move-up" : ".move-down");
      if (button) { event.preventDefault(); button.form.requestSubmit(button); }
      return;
    }
    const field = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") for (const menu of document.querySelectorAll("details.more[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key === "?") return help();
    if (localStorage.getItem("keys") !== "off" && KEYS[event.key]) {
      const control = KEYS[event.key][1]();
      if (control) { event.preventDefault(); control.click(); }
    }
    return undefined;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.closest?.("dialog")) return;
    const form = event.target.closest?.(FORMS);
    if (form) inForm(event, form);
    else outside(event);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cancel");
    const form = link?.closest(FORMS);
    if (form && isDirty(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      cancel(form);
    } else if (form) {
      storage.drop(form);
    }
    if (event.target.closest("[aria-disabled=true]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    for (const menu of document.querySelectorAll("details.more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  }, true);

  // Saving, and what to say when it fails

  const busy = (form, on) => {
    const button = form.querySelector("button.primary");
    const state = forms.get(form);
    if (!button || !state) return;
    state.saving = on;
    clearTimeout(state.label);
    button.setAttribute("aria-disabled", String(on));
    for (const field of fields(form)) if ("readOnly" in field) field.readOnly = on;
    if (on) {
      button.dataset.label ||= button.textContent;
      state.label = setTimeout(() => { button.textContent = "Saving…"; }, SAVING_DELAY);
    } else if (button.dataset.label) {
      button.textContent = button.dataset.label;
    }
  };

  const fail = (form, html) => {
    storage.keep(form);
    form.querySelector(".failed")?.remove();
    const notice = element(`<div class="failed" role="alert">${html}</div>`);
    form.querySelector(".buttons").before(notice);
    notice.querySelector("button")?.addEventListener("click", () => saveForm(form));
    notice.querySelector("a")?.focus();
  };

  const unanswered = (form) => fail(form, `<b>Not saved:</b> the server did not answer. Your text is kept in this browser. <button type="button" class="control">Try again</button>`);
  const signedOut = (form) => fail(form, `<b>Not saved:</b> you are signed out. <a href="/sign-in" target="_blank">Sign in (opens a new tab)</a>, then press Save again.`);

  const source = (event) => event.detail?.ctx?.sourceElement;
  const itemForm = (event) => source(event)?.matches?.(FORMS) ? source(event) : null;

  document.addEventListener("htmx:before:request", (event) => {
    const form = itemForm(event);
    if (form && forms.get(form)?.saving) { event.preventDefault(); return; }
    if (form) { form.querySelector(".failed")?.remove(); busy(form, true); }
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = itemForm(event);
    if (!form) return;
    const answer = event.detail.ctx.response?.status;
    busy(form, false);
    if (answer === 401) signedOut(form);
    else if (!answer || answer >= 500) unanswered(form);
    else if (answer < 400) { clearTimeout(forms.get(form)?.timer); storage.drop(form); }
    else if ([403, 404, 405].includes(answer)) fail(form, "<b>Not saved:</b> the server refused this. Your text is kept in this browser.");
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (!itemForm(event)) status(event.detail.ctx.response.status === 401 ? "You are signed out. Sign in, then try again." : "That did not work. Reload the page and try again.");
  });
  document.addEventListener("htmx:error", (event) => { if (!itemForm(event)) status("The server did not answer. Nothing was changed."); });
  document.addEventListener("htmx:after:swap", openAll);
  document.addEventListener("htmx:after:settle", openAll);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(FORMS) || form.dataset.hxPost) return;
    form.dataset.sent = "true"; // a plain form leaves the page: no question then
  });
  addEventListener("beforeunload", (event) => {
    const dirty = [...document.querySelectorAll(FORMS)].some((form) => isDirty(form) && !form.dataset.sent);
    if (dirty) event.preventDefault();
  });

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", openAll);
  else openAll();
})();
