// A form that came back unsaved, in a page without the author's scripts: what is typed on is kept in
// the draft of the form that was sent, and the keys that save it work.
(() => {
  const SENT = "sent-draft"; // as opening.js names it
  const form = document.querySelector("form[data-kept]");
  const typed = () => [...form.querySelectorAll("textarea")];
  const isDirty = () => typed().some(({ value, defaultValue }) => value !== defaultValue);
  let isSent = false;

  // The text of the draft that has what is typed here now, "" where there is none or it cannot be kept.
  const keep = () => {
    try {
      const { key } = JSON.parse(sessionStorage.getItem(SENT));
      const draft = JSON.parse(localStorage.getItem(key));
      const left = typed(); // some have the same name
      const now = ([name, value]) => {
        const place = left.findIndex((field) => field.name === name);
        return [name, place < 0 ? value : left.splice(place, 1)[0].value];
      };
      const text = JSON.stringify(JSON.parse(draft.text).map(now));
      localStorage.setItem(key, JSON.stringify({ ...draft, at: Date.now(), text }));
      return JSON.stringify({ key, text });
    } catch { return ""; }
  };

  form.addEventListener("input", keep);
  // The page that says that it is saved then drops the draft.
  form.addEventListener("submit", () => {
    isSent = true;
    const sent = keep();
    if (sent) sessionStorage.setItem(SENT, sent);
  });
  addEventListener("pageshow", () => { isSent = false; });
  addEventListener("beforeunload", (event) => { if (isDirty() && !isSent) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    const saves = (event.key === "Enter" || event.key.toLowerCase() === "s") && (event.ctrlKey || event.metaKey);
    if (!saves || window.atlas || event.isComposing) return; // with these, keys.js sees to it
    event.preventDefault();
    form.requestSubmit();
  });
})();
