// The author's part of the map: a place is moved with Alt and the arrow keys, or dragged with Alt
// held down, and posted to the form that takes it; the status line says so and offers to undo it.
(() => {
  const view = document.getElementById("map-view");
  if (!view?.querySelector(".map-sheet")) return;

  const STEP = 10, REST = 700;
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const sheet = () => view.querySelector(".map-sheet");
  const moves = new Map(); // address of a place -> the timer until its move is sent
  let sending = 0, held, dropped;

  // Links and marks come in the same order. A sheet that is drawn anew has others in their place,
  // so a place is told by its address.
  const mark = (href) => {
    const links = [...sheet().querySelectorAll(".map-land a")];
    return sheet().querySelectorAll(".map-marks circle")[links.findIndex((link) => link.getAttribute("href") === href)];
  };
  const at = (dot) => ["cx", "cy"].map((name) => Number(dot.getAttribute(name)));
  const put = (href, x, y) => {
    const dot = mark(href);
    dot.classList.add("map-moving");
    dot.setAttribute("cx", Math.round(x));
    dot.setAttribute("cy", Math.round(y));
    view.dataset.moving = "true"; // until every move is saved, the sheet stays as it is
  };
  const done = () => {
    if (moves.size || sending || held?.far) return;
    delete view.dataset.moving;
    view.dispatchEvent(new Event("map:changed"));
  };

  const say = (page) => {
    for (const id of ["status", "undo"]) {
      const found = page.getElementById(id), here = document.getElementById(id);
      if (found && here) here.replaceChildren(...found.childNodes);
    }
    for (const back of document.querySelectorAll("#undo [name=next]")) back.value = location.pathname + location.search;
  };
  const tell = (words) => { const status = document.getElementById("status"); if (status) status.textContent = words; };

  const send = async (href) => {
    clearTimeout(moves.get(href));
    moves.delete(href);
    sending += 1;
    try {
      const dot = mark(href), { pathname } = new URL(href, location.href);
      const body = new URLSearchParams({ x: dot.getAttribute("cx"), y: dot.getAttribute("cy") });
      const answer = await fetch(`${pathname}/place`, { method: "POST", body, headers: { Accept: "text/html" }, keepalive: true });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && page.getElementById("status")) say(page);
      else tell(page.querySelector(".error, [role=alert]")?.textContent.trim() || "Not moved: sign in and try again.");
    } catch { tell("Not moved: the server did not answer."); }
    sending -= 1;
    done();
  };
  const soon = (href) => {
    clearTimeout(moves.get(href));
    moves.set(href, setTimeout(send, REST, href));
  };
  addEventListener("pagehide", () => { for (const href of [...moves.keys()]) send(href); });

  view.addEventListener("keydown", (event) => {
    const way = event.altKey && WAYS[event.key], link = event.target.closest?.(".map-land a");
    if (!way || !link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    const step = event.shiftKey ? 1 : STEP, [x, y] = at(mark(href));
    put(href, x + way[0] * step, y + way[1] * step);
    soon(href);
  });

  view.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.(".map-land a");
    dropped = false;
    if (!link || !event.altKey || event.button) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    held = { href, from: [event.clientX, event.clientY], spot: at(mark(href)), far: false };
  }, { capture: true });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = 1 / sheet().getScreenCTM().a;
    const [x, y] = held.spot;
    put(held.href, x + (event.clientX - held.from[0]) * scale, y + (event.clientY - held.from[1]) * scale);
    held.far = true;
  });
  addEventListener("pointerup", () => {
    const moved = held?.far && held.href;
    held = undefined;
    dropped = Boolean(moved);
    if (moved) send(moved);
  });
  addEventListener("pointercancel", () => { held = undefined; done(); });
  // The click that ends a drag opens no region, though Alt was let go first.
  view.addEventListener("click", (event) => {
    if ((event.altKey || (dropped && event.detail)) && event.target.closest(".map-land a")) event.preventDefault();
  });

  const ready = () => {
    view.querySelector("#map-keys")?.append(" Yours: Alt and arrows move a place, and so does dragging with Alt held down.");
  };
  view.addEventListener("map:ready", ready);
  ready();
})();
