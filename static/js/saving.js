// Saving, and what to say when it fails.
(() => {
  const { BEING_SAVED, FORMS, LEAVING, SENT, called, drafts, element, fields, followRow, forms, isDirty, isSent, isTicked, saveForm, sent, status, typed } = window.atlas;

  const SAVING_DELAY = 300;
  const asking = new WeakMap(); // request of htmx -> the form, link or button that it began with

  const busy = (form, on) => {
    const button = form.querySelector("button.primary");
    const state = forms.get(form);
    clearTimeout(state.label);
    state.held = on && new Map(JSON.parse(typed(form)));
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

  // Ticks and choices cannot be read-only: one that is made while the form is saved is taken back.
  document.addEventListener("input", ({ target: { form, name }, isTrusted }) => {
    const held = isTrusted && forms.get(form)?.held;
    if (!held) return;
    for (const field of fields(form).filter((one) => one.name === name)) {
      if (isTicked(field)) field.checked = held.get(called(field)) === "true";
      else field.value = held.get(name);
    }
    status(BEING_SAVED);
  }, true);

  const fail = (form, html) => {
    const place = drafts.keep(form) ? "$&" : "in this form alone: leave it open";
    const said = document.getElementById("status");
    if (said.textContent === BEING_SAVED) said.textContent = "";
    const old = form.querySelector(".failed");
    const retried = old?.contains(document.activeElement);
    old?.remove();
    const notice = element(`<div class="failed" role="alert"><b>Not saved:</b> ${html.replace("kept in this browser", place)}</div>`);
    form.querySelector(".buttons").before(notice);
    const again = notice.querySelector("button");
    again?.addEventListener("click", () => saveForm(form, forms.get(form).sender));
    if (retried) again?.focus();
    notice.querySelector("a")?.focus();
  };
  const unanswered = `the server did not answer. Your text is kept in this browser. <button type="button" class="control">Try again</button>`;
  const foreign = `the answer was not this atlas's; your network or a sign-in page before the atlas may have given it. Your text is kept in this browser. <button type="button" class="control">Try again</button>`;
  const signedOut = `you are signed out. <a href="/sign-in" target="_blank">Sign in (opens a new tab)</a>, then press Save again.`;
  const refused = (form, sentence) => {
    fail(form, `<span></span> Your text is kept in this browser.`);
    form.querySelector(".failed span").textContent = sentence.replace("Not saved: ", "");
  };

  // A second press is ignored until the answer is there, and so is one after Cancel. What is on its
  // way into the form is waited for. A plain form leaves the page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post") return;
    const state = forms.get(form);
    const waits = event.submitter?.name !== "preview" && state?.waiting;
    if (isSent(form) || state?.closing || waits) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waits) waits.save(event.submitter);
      return;
    }
    sent.set(form, Date.now());
    if (form.dataset.hxPost || !form.matches(FORMS)) return;
    const key = drafts.keyOf(form);
    if (isDirty(form)) drafts.keep(form);
    else drafts.drop(key);
    busy(form, true);
    leave(form);
    try {
      if (key) sessionStorage.setItem(SENT, JSON.stringify({ key, text: typed(form) }));
    } catch { /* its draft is then offered again */ }
  }, true);

  // What is typed from now on would be in no answer, so the form takes nothing more, as one that is
  // saved in place. After a while the page is taken for staying.
  const leave = (form) => {
    form.dataset.leaving = "true";
    forms.get(form).stays = setTimeout(stay, LEAVING, [form]);
  };
  const stay = (sending) => { // on the page of forms that were sent
    for (const form of sending) {
      if (form.dataset.leaving) {
        clearTimeout(forms.get(form).stays);
        busy(form, false);
      }
      delete form.dataset.leaving;
      sent.delete(form);
    }
  };
  addEventListener("pageshow", ({ persisted }) => { if (persisted) stay(document.forms); });

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const from = ctx.sourceElement;
    asking.set(ctx, from);
    ctx.request.headers.By = document.body.dataset.author; // whose page it is
    const closed = from.matches(".cancel") && forms.get(from.closest(FORMS));
    if (closed) closed.closing = true;
    if (!forms.has(from)) return;
    forms.get(from).sender = ctx.request.submitter;
    busy(from, true);
  });

  // Whether the atlas gave an answer, and nothing on the way to it: it names the method it answers,
  // for a form that of the form, not of a page gone on to.
  const isOurs = (ctx) => {
    const answered = ctx.response?.headers.get("Atlas-Answers");
    return forms.has(asking.get(ctx)) ? answered === ctx.request.method : Boolean(answered);
  };

  // A whole page has no place in this one: go there, or say what it says. Nor has what is not the
  // atlas's answer. Another answer may have taken its place away: what was done is told all the same.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = asking.get(ctx);
    if (ctx.request.method !== "GET" && !ctx.target.isConnected) {
      ctx.target = document.getElementById(ctx.target.id) ?? ctx.target;
      if (ctx.target.querySelector(FORMS)) ctx.swap = "none";
    }
    const ours = isOurs(ctx);
    const goes = ours && ctx.hx.redirect || !ctx.hx.refresh && (!ours || /^\s*<!doctype/i.test(ctx.text)) && (ctx.swap = "none");
    if (!goes) return;
    if (ctx.response.status >= 400) {
      const said = new DOMParser().parseFromString(ctx.text, "text/html").querySelector("h1");
      ctx.sentence = said?.textContent;
      form.elements?.[said?.dataset.confirms]?.remove(); // pressed again, it is sent
      return;
    }
    ctx.foreign = !ours && ctx.request.method !== "GET";
    if (ctx.foreign) return;
    if (forms.has(form)) leave(form);
    if (!ctx.hx.redirect) location.assign(ctx.response.raw.url);
  });

  const saved = (ctx) => ctx.response?.status < 400 && isOurs(ctx) && ctx.request.submitter?.name !== "preview";

  const settle = (form) => {
    clearTimeout(forms.get(form).timer);
    drafts.drop(drafts.keyOf(form));
  };

  // A form that was saved has no draft; one that another answer takes away has. A section that comes
  // along is left out where a form is open in it.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    const form = asking.get(ctx);
    const kept = ctx.response.status === 409 && ctx.swap !== "none"; // by the form that comes with the answer
    if (forms.has(form) && (saved(ctx) || kept)) settle(form);
    for (const task of [...tasks]) {
      if (task.target?.matches?.("section.part") && task.target !== ctx.target && task.target.querySelector(FORMS)) tasks.splice(tasks.indexOf(task), 1);
    }
    for (const { target } of tasks) for (const other of target?.querySelectorAll?.(FORMS) ?? []) {
      if (other !== form && isDirty(other)) drafts.keep(other);
    }
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const from = asking.get(ctx);
    const answer = /^error/.test(ctx.status) ? 0 : ctx.response?.status ?? 0;
    const closed = from?.matches(".cancel") && forms.get(from.closest(FORMS));
    if (closed) closed.closing = false;
    sent.delete(from);
    if (!forms.has(from)) { told(ctx, from, answer); return; }
    if (!from.dataset.leaving) busy(from, false);
    if (ctx.foreign) fail(from, foreign);
    else if (!answer || answer >= 500) fail(from, unanswered);
    else if (answer === 401) fail(from, signedOut);
    else if (ctx.sentence || answer > 400 && ctx.swap === "none") refused(from, ctx.sentence ?? "the server refused this.");
    else if (saved(ctx)) settle(from);
  });

  // Once no form is open, the address is that of the page.
  document.addEventListener("htmx:after:swap", () => {
    const page = new URL(document.querySelector("link[rel=canonical]")?.href ?? location.href).pathname;
    if (location.pathname.startsWith(`${page}/`) && !document.querySelector(FORMS)) history.replaceState(history.state, "", page);
  });

  // What a refused answer says itself that was shown in place.
  const alertOf = ({ swap, text }) => {
    if (swap === "none") return "";
    const alert = new DOMParser().parseFromString(text, "text/html").querySelector("[role=alert]");
    return (alert?.querySelector("h2, h3") ?? alert)?.textContent.trim();
  };

  const told = (ctx, from, answer) => { // of links and buttons, which have no text to lose
    const sentence = ctx.sentence ?? (answer > 400 && alertOf(ctx));
    if (!answer) status(`The server did not answer. ${ctx.request.method === "GET" ? "Nothing was changed." : "Reload the page to see whether it was done."}`);
    else if (ctx.foreign) status("The answer was not this atlas's. Reload the page and try again.");
    else if (answer === 401) status("You are signed out. Sign in, then try again.");
    else if (answer >= 400) status(sentence && [400, 409, 422].includes(answer) ? sentence : "That did not work. Reload the page and try again.");
    else if (from?.matches(".cancel")) status("Cancelled.");
    followRow();
  };

  addEventListener("beforeunload", (event) => {
    const dirty = [...document.querySelectorAll(FORMS)].filter((form) => isDirty(form) && !form.dataset.leaving);
    dirty.forEach(drafts.keep);
    if (!dirty.length) return;
    event.preventDefault();
    setTimeout(() => stay([...document.forms].filter(({ dataset }) => !dataset.hxPost))); // once answered
  });
})();
