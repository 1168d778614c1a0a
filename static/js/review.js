// The review queue: a task that is saved or reaffirmed is done, and the next one gets the focus. One
// that is cancelled, kept as a draft or whose draft is discarded is still to be done.
(() => {
  const asked = new WeakMap(); // request of htmx -> the task it began in, and whether that does it
  const first = new WeakMap(); // task -> how it stood before its form opened

  const progress = document.getElementById("progress"); // how many were done since the page was opened
  if (progress) progress.hidden = false;

  const tasks = () => [...document.querySelectorAll(".task:not(.done)")];
  const focusOn = (task) => (task?.querySelector(".control") ?? document.getElementById("review-title")).focus();

  const untouched = (section) => { // as htmx has not seen it yet
    const copy = section.cloneNode(true);
    for (const seen of copy.querySelectorAll("[data-htmx-powered]")) seen.removeAttribute("data-htmx-powered");
    return copy;
  };

  // Undo is sent as a plain form and leads back to the queue, as the undone task is not shown here any more.
  const leadUndoBack = () => {
    for (const form of document.querySelectorAll("#undo form")) {
      const plain = form.cloneNode(true);
      for (const name of plain.getAttributeNames()) if (name.startsWith("data-h")) plain.removeAttribute(name);
      if (plain.elements.next) plain.elements.next.value = "/review";
      else plain.hidden = true;
      form.replaceWith(plain);
    }
  };

  // Add to a number that is shown with commas.
  const add = (where, by) => {
    where.value = +where.value + by;
    where.textContent = (+where.value).toLocaleString("en");
    return +where.value;
  };

  // Count down the tasks left, in all and in the queue of the finished one.
  const countDown = (task) => {
    const lede = document.querySelector(".lede");
    const [whole, part] = [lede, task.closest(".part")].map((where) => where.querySelector(".left"));
    add(part, -1);
    if (progress) add(progress.firstElementChild, 1);
    const left = whole ? add(whole, -1) : 0;
    if (left < 2) lede.textContent = left ? lede.dataset.one : lede.dataset.none;
  };

  const finish = (task) => {
    countDown(task);
    const all = tasks();
    const next = all[all.indexOf(task) + 1] ?? all.find((other) => other !== task);
    const name = document.createElement("p");
    name.textContent = `Done: ${task.dataset.name}`;
    task.classList.add("done");
    task.replaceChildren(name);
    focusOn(next);
  };

  const putBack = (task) => {
    task.replaceChildren(first.get(task));
    window.htmx.process(task);
    focusOn(task);
  };

  for (const task of tasks()) task.dataset.name = task.querySelector("section").getAttribute("aria-label");

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const from = ctx.sourceElement;
    const task = from.closest(".task");
    if (!task) return;
    if (!task.querySelector("form.item-form")) first.set(task, untouched(task.querySelector("section")));
    const keeps = ctx.request.submitter?.name === "keep"; // as a draft
    asked.set(ctx, { task, does: !keeps && from.matches("form:not(.next-version form)") });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const what = asked.get(ctx);
    if (!what) return;
    leadUndoBack();
    if (ctx.response.status !== 200 || what.task.querySelector("form.item-form")) return;
    if (what.does) finish(what.task);
    else putBack(what.task);
  });
})();
