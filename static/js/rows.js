// The rows of a section: moved by Alt and an arrow, and their menus.
(() => {
  const { status } = window.atlas;

  let moved = null; // the row moved by Alt and an arrow: the focus stays where it was in it

  const moveRow = (event, row) => {
    const button = row.querySelector(event.key === "ArrowUp" ? ".move-up" : ".move-down");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) { status(event.key === "ArrowUp" ? "Already first." : "Already last."); return; }
    moved = { id: row.id, itself: event.target === row };
    button.form.requestSubmit(button);
  };

  const followRow = () => {
    const row = moved && document.getElementById(moved.id);
    row?.querySelector("details.more").removeAttribute("open");
    (moved?.itself ? row : row?.querySelector(".control"))?.focus();
    moved = null;
  };

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.more[open]")) if (!menu.contains(except)) menu.open = false;
  };

  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.matches("details.more")) target.querySelector(".menu").scrollIntoView({ block: "nearest", inline: "nearest" });
  }, true);
  // The second press of a double click is not for what has come below the pointer meanwhile.
  let pressed; // the link or button last pressed that asks the server
  document.addEventListener("click", (event) => {
    if (event.detail < 2) pressed = event.target.closest("a, button:not([type=button])");
    const isOthers = event.detail > 1 && pressed?.isConnected === false;
    if (isOthers || event.target.closest("[aria-disabled=true]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    closeMenus(event.target);
  }, true);

  Object.assign(window.atlas, { moveRow, followRow, closeMenus });
})();
