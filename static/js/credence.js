// The field of a credence: what was understood, and the arrows that change it.
(() => {
  const { noteBelow, put } = window.atlas;

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

  for (const event of ["focusin", "focusout"]) {
    document.addEventListener(event, ({ target }) => { if (target.name === "credence") setTimeout(() => readCredence(target)); });
  }

  Object.assign(window.atlas, { readCredence, stepCredence });
})();
