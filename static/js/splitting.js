// A question that is pasted with its reason goes into two fields. Loaded with the first form that
// has these fields.
(() => {
  const { element, put, status } = window.atlas;

  const splitQuestion = (field) => {
    const [question, why, ...rest] = field.value.split("Why it matters:");
    const other = field.form.elements.why_it_matters;
    if (why === undefined || rest.length || other.value) return;
    const whole = field.value;
    const fill = (one, two) => { put(field, one); put(other, two); };
    fill(question.trim(), why.trim());
    status("Split into two fields.");
    const back = element(`<button type="button">Undo</button>`);
    back.addEventListener("click", () => { fill(whole, ""); field.focus(); });
    for (const one of [field, other]) one.addEventListener("input", () => back.remove(), { once: true }); // it would take that away
    document.getElementById("undo").replaceChildren(back);
  };

  document.addEventListener("paste", ({ target }) => {
    if (target.name === "question") setTimeout(() => splitQuestion(target));
  });
  const begun = document.activeElement; // it may have been pasted into before this was loaded
  if (begun.name === "question" && begun.value !== begun.defaultValue) splitQuestion(begun);
})();
