// Keys: in a form, and single letters outside of it.
(() => {
  const { FORMS, cancel, closeMenus, isComposing, isDirty, moveRow, saveForm } = window.atlas;

  const KEYS = {
    e: ["Edit the stance, or the row that is focused", () => (document.activeElement.closest(".row") || document).querySelector(".row-controls .control, .part-single .control")],
    n: ["Add to the section in view", () => (document.activeElement.closest(".part") || document.querySelector(".part-list"))?.querySelector(".part-head .control:last-child")],
    h: ["History of this region", () => document.querySelector(".afterword a[href$='/history']")],
  };
  const lettersAreOff = () => localStorage.getItem("keys") === "off";

  const help = () => import(document.body.dataset.help).then(({ open }) => open(KEYS, lettersAreOff())).catch(() => {});

  const inForm = (event, form) => {
    const saves = (event.key === "Enter" || event.key.toLowerCase() === "s") && (event.ctrlKey || event.metaKey);
    const again = form.querySelector("button[name=again]");
    if (saves) {
      event.preventDefault();
      saveForm(form, event.key === "Enter" && event.target.name === "takeaway" && again);
    } else if (event.key === "Escape") {
      if (!form.querySelector(".cancel")) return;
      event.preventDefault();
      cancel(form);
    } else if (event.key === "Enter" && event.target.matches("input:not([type=checkbox], [type=file]), [data-line]")) {
      event.preventDefault(); // and not whatever button stands first, such as an offer
      saveForm(form);
    }
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

  // A letter that is typed where nothing has the focus is meant for the form that is open, if one is.
  const isOpened = (form) => form.querySelector("[autofocus], .problem, .conflict") || isDirty(form);
  document.addEventListener("keydown", (event) => {
    if (event.key.length > 1 || event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
    if ([...document.querySelectorAll(FORMS)].some(isOpened)) event.stopImmediatePropagation();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.target.closest?.("dialog[open]")) return;
    const form = event.target.closest?.(FORMS);
    if (form) inForm(event, form);
    else outside(event);
  });
})();
