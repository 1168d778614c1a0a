// The author's part of the map: a place is moved with Alt and the arrow keys, or dragged with Alt
// held down, and posted to the form that takes it; the status line says so and offers to undo it.
(() => {
  const view = document.getElementById("map-view");
  if (!view?.querySelector(".map-sheet")) return;

  const STEP = 10, REST = 700;
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const sheet = () => view.querySelector(".map-sheet");
  const moves = new Map();

  const mark = (link) => sheet().querySelectorAll(".map-marks circle")[[...sheet().querySelectorAll(".map-land a")].indexOf(link)];
  const at = (dot) => ["cx", "cy"].map((name) => Number(dot.getAttribute(name)));
  const put = (link, x, y) => {
    const dot = mark(link);
    dot.classList.add("map-moving");
    dot.setAttribute("cx", Math.round(x));
    dot.setAttribute("cy", Math.round(y));
  };

  const say = (page) => {
    for (const id of ["status", "undo"]) {
      const found = page.getElementById(id), here = document.getElementById(id);
      if (found && here) here.replaceChildren(...found.childNodes);
    }
    for (const back of document.querySelectorAll("#undo [name=next]")) back.value = location.pathname + location.search;
  };
  const tell = (words) => { const status = document.getElementById("status"); if (status) status.textContent = words; };

  const send = async (link) => {
    const dot = mark(link), { pathname } = new URL(link.getAttribute("href"), location.href);
    const body = new URLSearchParams({ x: dot.getAttribute("cx"), y: dot.getAttribute("cy") });
    try {
      const answer = await fetch(`${pathname}/place`, { method: "POST", body, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && page.getElementById("status")) say(page);
      else tell(page.querySelector(".error, [role=alert]")?.textContent.trim() || "Not moved: sign in and try again.");
    } catch { tell("Not moved: the server did not answer."); }
    view.dispatchEvent(new Event("map:changed"));
  };
  const soon = (link) => {
    clearTimeout(moves.get(link));
    moves.set(link, setTimeout(() => { moves.delete(link); send(link); }, REST));
  };

  view.addEventListener("keydown", (event) => {
    const way = event.altKey && WAYS[event.key], link = event.target.closest?.(".map-land a");
    if (!way || !link) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 : STEP, [x, y] = at(mark(link));
    put(link, x + way[0] * step, y + way[1] * step);
    soon(link);
  });

  let held;
  view.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.(".map-land a");
    if (!link || !event.altKey || event.button) return;
    event.preventDefault();
    held = { link, from: [event.clientX, event.clientY], spot: at(mark(link)), far: false };
  }, { capture: true });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = 1 / sheet().getScreenCTM().a;
    const [x, y] = held.spot;
    put(held.link, x + (event.clientX - held.from[0]) * scale, y + (event.clientY - held.from[1]) * scale);
    held.far = true;
  });
  addEventListener("pointerup", () => {
    if (held?.far) send(held.link);
    held = undefined;
  });
  view.addEventListener("click", (event) => { if (event.altKey && event.target.closest(".map-land a")) event.preventDefault(); });

  const ready = () => {
    view.querySelector("#map-keys")?.append(" Yours: Alt and arrows move a place, and so does dragging with Alt held down.");
  };
  view.addEventListener("map:ready", ready);
  ready();
})();
