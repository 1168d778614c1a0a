// Editing in the page: keys, drafts and what to say when a save fails. The pages work without it.
(() => {
  const DRAFT_DELAY = 500;
  const SAVING_DELAY = 300;
  const COUNT_FROM = 0.9;
  const FORMS = "form.item-form";
  const SENT = "sent"; // in this tab: the draft of a form whose page is being left by sending it
  const apple = /Mac|iP(hone|ad)/.test(navigator.platform);
  const forms = new WeakMap(); // form -> {clean: what its fields said at first, timer, saving, label, sender}
  const asking = new WeakMap(); // request of htmx -> the form, link or button that it began with

  const status = (text) => { document.getElementById("status").textContent = text; };
  const element = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };
  const clock = (time) => new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  // What a form says: its own fields, without what the page put there.
  const fields = (form) => [...form.elements].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type));
  const now = (field) => field.type === "checkbox" ? String(field.checked) : field.value;
  const atFirst = (field) => {
    if (field.type === "checkbox") return String(field.defaultChecked);
    if (field.options) return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]).value;
    return field.defaultValue;
  };
  const typed = (form, read = now) => JSON.stringify(fields(form).map((field) => [field.name, read(field)]));
  const put = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const isDirty = (form) => forms.has(form) && typed(form) !== forms.get(form).clean;

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

  // Forms as they open
  const open = (form) => {
    if (forms.has(form)) return;
    const refused = form.querySelector(".wrong, .conflict, .preview");
    forms.set(form, { clean: refused ? "" : typed(form, atFirst) });
    if (refused) drafts.keep(form);
    else offerDraft(form);
    const focused = document.activeElement;
    if (form.contains(focused) && focused.matches("textarea, input[type=text]")) {
      focused.setSelectionRange(focused.value.length, focused.value.length);
    }
    if (apple) for (const keys of form.querySelectorAll(".keys")) keys.textContent = keys.textContent.replace("Ctrl+", "⌘");
    for (const field of form.querySelectorAll("[name=credence]")) readCredence(field);
  };
  const openAll = () => document.querySelectorAll(FORMS).forEach(open);

  // A plain form has been saved when the page that follows says so, and does not show it again.
  const forgetSent = () => {
    const name = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (name && document.getElementById("status").textContent && !document.querySelector(`[data-draft="${name}"]`)) drafts.drop(name);
  };

  const begin = () => {
    forgetSent();
    openAll();
    document.querySelector(".problem, .wrong [aria-invalid=true]")?.focus(); // a page that answers a plain form
  };

  const saveForm = (form, button = form.querySelector("button.primary")) => form.requestSubmit(button);

  // Closing a form: at once if it is clean, after one question if it is not.
  const cancel = (form) => {
    const leave = () => {
      forms.get(form).clean = typed(form);
      form.querySelector(".cancel").click();
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

  // Typing
  const noteBelow = (field, kind) => {
    if (!field.parentElement.querySelector(`.${kind}`)) field.after(element(`<p class="${kind}"></p>`));
    return field.parentElement.querySelector(`.${kind}`);
  };

  // What a credence will be read as; the server decides, and asks about a bare 0.7.
  const readCredence = (field) => {
    const said = field.value.trim().replace(/^~\s*/, "").replace(",", ".");
    const fraction = /^(\d+(?:\.\d+)?)\s*(?:\/|in|out of)\s*(\d+(?:\.\d+)?)$/.exec(said);
    const bare = said.replace(/\s*%$/, "");
    const number = fraction ? 100 * fraction[1] / fraction[2] : bare === "" ? NaN : Number(bare);
    const known = number >= 0 && number <= 100;
    const unclear = !fraction && bare === said && number > 0 && number < 1;
    const left = document.activeElement !== field;
    noteBelow(field, "understood").textContent = known && left && !unclear ? `= ${Number(number.toFixed(6))}%` : "";
    return known ? number : null;
  };

  const stepCredence = (event) => {
    const number = readCredence(event.target);
    if (number === null) return;
    event.preventDefault();
    const step = (event.shiftKey ? 5 : event.altKey ? 0.1 : 1) * (event.key === "ArrowUp" ? 1 : -1);
    put(event.target, String(Number(Math.min(100, Math.max(0, number + step)).toFixed(6))));
  };

  // The counter is only read aloud when the text grows too long.
  const count = (field) => {
    const limit = Number(field.dataset.limit);
    if (!limit || field.value.length < COUNT_FROM * limit) { field.parentElement.querySelector(".counter")?.remove(); return; }
    const note = noteBelow(field, "counter");
    const over = field.value.length > limit;
    const [length, most] = [field.value.length, limit].map((number) => number.toLocaleString("en"));
    note.textContent = `${over ? "Too long: " : ""}${length} of ${most} characters`;
    if (over && !note.dataset.over) status(note.textContent);
    note.dataset.over = over ? "true" : "";
  };

  const splitQuestion = (field) => {
    const [question, why, ...rest] = field.value.split("Why it matters:");
    const other = field.form.elements.why_it_matters;
    if (why === undefined || rest.length || other.value) return;
    const whole = field.value;
    const fill = (one, two) => { put(field, one); put(other, two); };
    fill(question.trim(), why.trim());
    status("Split into two fields.");
    const back = element(`<button type="button">Undo</button>`);
    back.addEventListener("click", () => { fill(whole, ""); field.focus(); back.remove(); });
    document.getElementById("undo").replaceChildren(back);
  };

  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    const state = forms.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => isDirty(form) ? drafts.keep(form) : drafts.drop(form.dataset.draft), DRAFT_DELAY);
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
  const lettersAreOff = () => localStorage.getItem("keys") === "off";

  const help = () => {
    const rows = Object.entries(KEYS).map(([key, [text]]) => `<dt><kbd>${key}</kbd></dt><dd>${text}</dd>`).join("");
    const dialog = element(`<dialog aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
      <dl>${rows}<dt><kbd>?</kbd></dt><dd>These keys</dd><dt><kbd>Alt+↑ Alt+↓</kbd></dt><dd>Move the row that is focused</dd><dt><kbd>${apple ? "⌘" : "Ctrl+"}Enter</kbd></dt><dd>Save</dd><dt><kbd>Esc</kbd></dt><dd>Cancel</dd></dl>
      <p><label><input type="checkbox" ${lettersAreOff() ? "" : "checked"}> Single letters are on</label></p>
      <form method="dialog" class="buttons"><button class="primary">Close</button></form></dialog>`);
    const back = document.activeElement;
    dialog.querySelector("input").addEventListener("change", ({ target }) => localStorage.setItem("keys", target.checked ? "on" : "off"));
    dialog.addEventListener("close", () => { dialog.remove(); back.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  };

  const inForm = (event, form) => {
    const saves = (event.key === "Enter" || event.key.toLowerCase() === "s") && (event.ctrlKey || event.metaKey);
    const again = form.querySelector("button[name=again]");
    if (saves) {
      event.preventDefault();
      saveForm(form, event.key === "Enter" && event.target.name === "takeaway" && again || undefined);
    } else if (event.key === "Escape") {
      event.preventDefault();
      cancel(form);
    } else if (event.key === "Enter" && event.target.matches("input:not([type=checkbox]), [data-line]")) {
      event.preventDefault(); // and not whatever button stands first, such as an offer
      saveForm(form);
    } else if (event.target.name === "credence" && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      stepCredence(event);
    }
  };

  let moved = null; // the row moved by Alt and an arrow: the focus stays where it was in it

  const moveRow = (event, row) => {
    const button = row.querySelector(event.key === "ArrowUp" ? ".move-up" : ".move-down");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) { status(event.key === "ArrowUp" ? "Already first." : "Already last."); return; }
    moved = { id: row.id, itself: event.target === row };
    button.form.requestSubmit(button);
  };

  const followRow = () => {
    const row = moved && document.getElementById(moved.id);
    row?.querySelector("details.more").removeAttribute("open");
    (moved?.itself ? row : row?.querySelector(".control"))?.focus();
    moved = null;
  };

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.more[open]")) if (!menu.contains(except)) menu.open = false;
  };

  const outside = (event) => {
    const row = event.target.closest?.(".row");
    if (event.altKey && row && ["ArrowUp", "ArrowDown"].includes(event.key)) { moveRow(event, row); return; }
    const field = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      document.activeElement.closest("details.more[open]")?.querySelector("summary").focus();
      closeMenus(null);
    } else if (event.key === "?") {
      event.preventDefault();
      help();
    } else if (KEYS[event.key] && !lettersAreOff()) {
      const control = KEYS[event.key][1]();
      if (control) { event.preventDefault(); control.click(); }
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.closest?.("dialog[open]")) return;
    const form = event.target.closest?.(FORMS);
    if (form) inForm(event, form);
    else outside(event);
  });

  document.addEventListener("click", (event) => {
    const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    const form = event.target.closest("a.cancel")?.closest(FORMS);
    if (form && isDirty(form) && !form.querySelector(".conflict")) {
      stop();
      cancel(form);
    } else if (form) {
      clearTimeout(forms.get(form)?.timer);
      drafts.drop(form.dataset.draft);
    }
    if (event.target.closest("[aria-disabled=true]")) stop();
    closeMenus(event.target);
  }, true);

  // Saving, and what to say when it fails
  const busy = (form, on) => {
    const button = form.querySelector("button.primary");
    const state = forms.get(form);
    state.saving = on;
    clearTimeout(state.label);
    for (const field of fields(form)) if ("readOnly" in field) field.readOnly = on;
    if (on) {
      button.dataset.label = button.textContent;
      button.setAttribute("aria-disabled", "true");
      state.label = setTimeout(() => { button.textContent = "Saving…"; }, SAVING_DELAY);
    } else {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
    }
  };

  const fail = (form, html) => {
    drafts.keep(form);
    const old = form.querySelector(".failed");
    const retried = old?.contains(document.activeElement);
    old?.remove();
    const notice = element(`<div class="failed" role="alert"><b>Not saved:</b> ${html}</div>`);
    form.querySelector(".buttons").before(notice);
    const again = notice.querySelector("button");
    again?.addEventListener("click", () => saveForm(form, forms.get(form).sender ?? undefined));
    if (retried) again?.focus();
    notice.querySelector("a")?.focus();
  };
  const unanswered = `the server did not answer. Your text is kept in this browser. <button type="button" class="control">Try again</button>`;
  const signedOut = `you are signed out. <a href="/sign-in" target="_blank">Sign in (opens a new tab)</a>, then press Save again.`;
  const refused = (form, sentence) => {
    fail(form, `<span></span> Your text is kept in this browser.`);
    form.querySelector(".failed span").textContent = sentence;
  };

  // A second press while the first is under way is ignored; a plain form leaves the page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(FORMS)) return;
    if (forms.get(form)?.saving) { event.preventDefault(); event.stopImmediatePropagation(); }
    else if (!form.dataset.hxPost) {
      if (isDirty(form)) drafts.keep(form);
      if (form.dataset.draft) sessionStorage.setItem(SENT, form.dataset.draft);
      form.dataset.leaving = "true";
    }
  }, true);

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const from = ctx.sourceElement;
    asking.set(ctx, from);
    if (!forms.has(from)) return;
    forms.get(from).sender = ctx.request.submitter;
    busy(from, true);
  });

  // What answers with a whole page has no place in this one: go there, or say what it says.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = asking.get(ctx);
    const goes = ctx.hx.redirect || !ctx.hx.refresh && /^\s*<!doctype/i.test(ctx.text) && (ctx.swap = "none");
    if (!goes) return;
    if (ctx.response.status >= 400) {
      ctx.sentence = new DOMParser().parseFromString(ctx.text, "text/html").querySelector("h1")?.textContent;
      return;
    }
    if (forms.has(form)) form.dataset.leaving = "true";
    if (!ctx.hx.redirect) location.assign(ctx.response.raw.url);
  });

  // A form that somebody else's answer takes away keeps its text as a draft.
  // A section that comes along is left out where a form is open in it.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    for (const task of [...tasks]) {
      if (task.target?.matches?.("section.part") && task.target !== ctx.target && task.target.querySelector(FORMS)) tasks.splice(tasks.indexOf(task), 1);
    }
    for (const { target } of tasks) for (const form of target?.querySelectorAll?.(FORMS) ?? []) {
      if (form !== asking.get(ctx) && isDirty(form)) drafts.keep(form);
    }
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const from = asking.get(ctx);
    const answer = /^error/.test(ctx.status) ? 0 : ctx.response?.status ?? 0;
    if (!forms.has(from)) { told(ctx, from, answer); return; }
    busy(from, false);
    if (!answer || answer >= 500) fail(from, unanswered);
    else if (answer === 401) fail(from, signedOut);
    else if (ctx.sentence || answer > 400 && ctx.swap === "none") refused(from, ctx.sentence ?? "the server refused this.");
    else if (answer < 400 && ctx.request.submitter?.name !== "preview") { clearTimeout(forms.get(from).timer); drafts.drop(from.dataset.draft); }
  });

  const told = (ctx, from, answer) => { // of links and buttons, which have no text to lose
    if (!answer) status("The server did not answer. Nothing was changed.");
    else if (answer === 401) status("You are signed out. Sign in, then try again.");
    else if (answer >= 400) status(ctx.sentence && [409, 422].includes(answer) ? ctx.sentence : "That did not work. Reload the page and try again.");
    else if (from?.matches(".cancel")) status("Cancelled.");
    followRow();
  };

  document.addEventListener("htmx:after:swap", openAll);
  document.addEventListener("focusin", ({ target }) => { if (target.form?.matches(FORMS)) open(target.form); }); // before a key is pressed in it
  addEventListener("beforeunload", (event) => {
    const dirty = [...document.querySelectorAll(FORMS)].some((form) => isDirty(form) && !form.dataset.leaving);
    if (dirty) event.preventDefault();
  });

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
