// While a form is typed in: its draft, and the counter of long texts.
(() => {
  const { drafts, forms, isDirty, noteBelow, status } = window.atlas;

  const DRAFT_DELAY = 500;
  const COUNT_FROM = 0.9;

  // The counter is only read aloud when the text grows too long.
  const count = (field) => {
    const limit = Number(field.dataset.limit);
    const said = [...field.value].length; // in code points, as the server counts
    if (!limit || said < COUNT_FROM * limit) { field.parentElement.querySelector(".counter")?.remove(); return; }
    const note = noteBelow(field, "counter");
    const over = said > limit;
    const [length, most] = [said, limit].map((number) => number.toLocaleString("en"));
    note.textContent = `${over ? "Too long: " : ""}${length} of ${most} characters`;
    if (over && !note.dataset.over) status(note.textContent);
    note.dataset.over = over ? "true" : "";
  };

  // A form that an answer took away keeps nothing: what came in its place may be saved.
  const keepDraft = (form) => {
    if (!form.isConnected) return;
    if (isDirty(form)) drafts.keep(form);
    else drafts.drop(drafts.keyOf(form));
  };

  // What was said of a field is not said of what is typed next.
  const clear = (field) => {
    const wrong = field.closest(".field.wrong");
    if (!wrong) return;
    wrong.classList.remove("wrong");
    field.removeAttribute("aria-invalid");
    for (const said of wrong.querySelectorAll(".error, .offer")) said.remove();
    field.form.querySelector(`.problem li:has([href="#${field.id}"])`)?.remove();
    if (!field.form.querySelector(".problem li")) field.form.querySelector(".problem")?.remove();
  };

  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    const state = forms.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => keepDraft(form), DRAFT_DELAY);
    count(target);
    clear(target);
  });
})();
