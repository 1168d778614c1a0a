// The values of a form and whether it was changed: the author's other scripts build on this.
// They are loaded in the order of base.html and share what they offer each other in window.atlas.
window.atlas = {};
(() => {
  const FORMS = "form.item-form, form[data-draft]";
  const apple = /Mac|iP(hone|ad)/.test(navigator.platform);
  // form -> {clean: what its fields said at first, timer, label, sender: the button of its
  // request, closing: whether Cancel was pressed, waiting: what a save of it waits for (pictures.js)}
  const forms = new WeakMap();
  const sent = new WeakMap(); // form -> when it was sent, until its answer is there

  const status = (text) => { document.getElementById("status").textContent = text; };
  const element = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };

  // Whether a key belongs to an input method. Safari sends the Enter that ends a composition with
  // isComposing false; its code is then 229.
  const isComposing = (event) => event.isComposing || event.keyCode === 229;

  // A form's own fields, without hidden ones, and without what nobody can keep: files and passwords.
  const UNKEPT = ["hidden", "submit", "button", "file", "password"];
  const fields = (form) => [...form.elements].filter((field) => field.name && !UNKEPT.includes(field.type));
  const isTicked = (field) => ["checkbox", "radio"].includes(field.type); // of which several may have one name
  const called = (field) => isTicked(field) ? `${field.name}=${field.value}` : field.name;
  const now = (field) => isTicked(field) ? String(field.checked) : field.value;
  const atFirst = (field) => {
    if (isTicked(field)) return String(field.defaultChecked);
    if (field.options) return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]).value;
    return field.defaultValue;
  };
  const typed = (form, read = now) => JSON.stringify(fields(form).map((field) => [called(field), read(field)]));
  const put = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fill = (form, values) => {
    for (const field of fields(form)) {
      const said = values.get(called(field));
      if (said === undefined) continue;
      if (isTicked(field)) field.checked = said === "true";
      put(field, isTicked(field) ? field.value : said);
    }
  };
  const isDirty = (form) => forms.has(form) && typed(form) !== forms.get(form).clean;

  // Milliseconds after which a page that is being left counts as staying: as long as htmx waits for
  // an answer.
  const LEAVING = 10_000;

  const isSent = (form) => Date.now() - sent.get(form) < LEAVING;

  // Whether what the form says is on its way to the server; a preview is no save.
  const isBeingSaved = (form) => isSent(form) && forms.get(form)?.sender?.name !== "preview";

  const noteBelow = (field, kind) => {
    if (!field.parentElement.querySelector(`.${kind}`)) field.after(element(`<p class="${kind}"></p>`));
    return field.parentElement.querySelector(`.${kind}`);
  };

  // The button may be gone by now, as an offer is once its field was typed in.
  const saveForm = (form, button) => form.requestSubmit(button?.form === form ? button : form.querySelector("button.primary"));

  Object.assign(window.atlas, { FORMS, LEAVING, apple, forms, status, element, fields, called, isTicked, typed, atFirst, put, fill, isComposing, isDirty, isSent, isBeingSaved, sent, noteBelow, saveForm });
})();
