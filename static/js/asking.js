// What is typed in a form while the form is asked what it changes: it goes into the form of the answer.
(() => {
  const values = (form) => JSON.parse(window.atlas.typed(form));

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const { form } = ctx.sourceElement;
    if (form && ctx.target === form) ctx.asked = values(form);
  });
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (!ctx.asked || !ctx.target.isConnected) return;
    const late = values(ctx.target).filter(([, said], place) => said !== ctx.asked[place]?.[1]);
    if (late.length) Object.assign(ctx, { late, typing: document.activeElement });
  });
  // Whoever still types goes on at the same place, and not where the answer would have begun.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!ctx.late) return;
    const { FORMS, drafts, fill } = window.atlas;
    const form = document.querySelector(FORMS);
    const { id, selectionStart: from, selectionEnd: to } = ctx.typing;
    fill(form, new Map(ctx.late));
    drafts.keep(form);
    const field = id && form.elements[id];
    if (!field) return;
    field.focus();
    if (from >= 0) field.setSelectionRange(from, to);
  });
})();
