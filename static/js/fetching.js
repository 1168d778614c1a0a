// The title, authors and date of a work are asked of its site once its address was typed. They fill
// only fields that nobody touched; nothing waits for them, and a failure is one sentence.
(() => {
  const { element, noteBelow, put } = window.atlas;
  const PAUSE = 500;
  const FILLED = ["title", "authors", "published_on"];
  const ADDRESS = /^\s*<?(https?:\/\/\S+\.\S|doi:|10\.\d{4}|arxiv:)/i;
  const touched = new WeakSet();
  const timers = new WeakMap();

  const isFree = (field) => field && !touched.has(field) && (!field.value || field.dataset.fetched === field.value);

  const fill = (form, found) => {
    for (const name of FILLED) {
      const field = form.elements[name];
      if (!found[name] || !isFree(field)) continue;
      field.dataset.fetched = found[name];
      put(field, found[name]);
    }
  };

  const ask = async (field) => {
    const form = field.form, url = field.value;
    if (!form || !ADDRESS.test(url) || !FILLED.some((name) => isFree(form.elements[name]))) return;
    if (!form.elements.fetched) form.append(element(`<input type="hidden" name="fetched" value="1">`));
    const note = noteBelow(field, "hint");
    note.setAttribute("aria-live", "polite");
    note.textContent = "Asking for the title…";
    let found = {};
    try {
      const answer = await fetch(field.closest("[data-fetch]").dataset.fetch, { method: "POST", body: new URLSearchParams({ url }) });
      found = await answer.json();
    } catch { found = { error: "Could not fetch the title, type it." }; }
    if (!field.isConnected || field.value !== url) return;
    note.textContent = isFree(form.elements.title) && found.error || "";
    fill(form, found);
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (event.isTrusted) touched.add(field);
    if (!event.isTrusted || field.name !== "url" || !field.closest("[data-fetch]")) return;
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(ask, PAUSE, field));
  });

  for (const field of document.querySelectorAll("[data-fetch] input[name=url]")) if (field.value) ask(field);
})();
