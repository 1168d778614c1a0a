// The map: pan and zoom by mouse, touch and keys. The server draws every view; this only moves the
// one that is there, and asks for the names and roads of the new one when the hand rests.
(() => {
  const view = document.getElementById("map-view");
  const sheet = () => view?.querySelector(".map-sheet");
  if (!sheet()) return;

  const STEP = 1.3, REST = 350, AGAIN = 1500, NEAREST = 180;
  const now = () => sheet().getAttribute("viewBox").split(" ").map(Number);
  const start = now();
  let drawn = start[2]; // how wide the sheet is that the names and marks were drawn for
  const key = (box) => box.map(Math.round).join(",");
  let timer, asking;

  const hold = (value, least, most) => Math.min(Math.max(value, least), most);
  const set = ([left, top, wide, high]) => {
    const x = hold(left + wide / 2, start[0] - start[2], start[0] + 2 * start[2]);
    const y = hold(top + high / 2, start[1] - start[3], start[1] + 2 * start[3]);
    sheet().setAttribute("viewBox", [x - wide / 2, y - high / 2, wide, high].map((part) => Math.round(part * 10) / 10).join(" "));
    keepSizes();
    rest();
  };

  // Names and marks keep their size on screen while the map is zoomed: each is scaled about its
  // place, the name of an area about its own middle.
  const keepSizes = () => {
    const scale = now()[2] / drawn;
    for (const each of sheet().querySelectorAll(".map-names text, .map-marks circle, .map-rings circle")) {
      const own = ["x", "y"].map((name) => each.getAttribute(name) ?? each.getAttribute(`c${name}`));
      const [x, y] = (each.dataset.at?.split(" ") ?? own).map(Number);
      if (scale === 1) each.removeAttribute("transform");
      else each.setAttribute("transform", `matrix(${scale} 0 0 ${scale} ${x * (1 - scale)} ${y * (1 - scale)})`);
    }
  };

  // Zoom about a point of the map, by default its middle; width and height keep their ratio.
  const zoom = (by, at) => {
    const [left, top, wide, high] = now();
    const [x, y] = at ?? [left + wide / 2, top + high / 2];
    const broad = hold(wide / by, NEAREST, 4 * start[2]), scale = broad / wide;
    set([x - (x - left) * scale, y - (y - top) * scale, broad, high * scale]);
  };
  const pan = (dx, dy) => { const [left, top, wide, high] = now(); set([left + dx, top + dy, wide, high]); };
  const point = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(sheet().getScreenCTM().inverse());
    return [x, y];
  };

  // The address of a view is one that the server answers with the same view.
  const address = () => {
    const asked = new URLSearchParams(location.search), box = key(now());
    if (box === key(start) && !started) asked.delete("box"); else asked.set("box", box);
    return `/map${asked.size ? `?${asked}`.replaceAll("%2C", ",") : ""}`;
  };
  const started = new URLSearchParams(location.search).has("box");
  // An answer for the view before would throw this one back.
  const rest = () => { asking?.abort(); clearTimeout(timer); timer = setTimeout(settle, REST); };
  const settle = () => {
    history.replaceState(null, "", address());
    refresh();
  };

  const refresh = async (tries = 4) => {
    asking?.abort();
    const mine = asking = new AbortController();
    try {
      const answer = await fetch(location.href, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("map-view");
      if (mine.signal.aborted || view.dataset.moving) return; // a place: asked for again then
      const box = found?.querySelector(".map-sheet")?.getAttribute("viewBox").split(" ").map(Number);
      if (box?.join() === start.join() && key(now()) !== key(start)) return; // of a host of files alone, which has no views
      if (found?.querySelector(".map-sheet")) swap(found);
      else if (tries) timer = setTimeout(refresh, AGAIN, tries - 1); // it is being drawn
    } catch { /* without an answer the map stays as it is */ }
  };

  // What has focus keeps it: a place by its address, a control by its id.
  const swap = (found) => {
    const focused = view.contains(document.activeElement) ? document.activeElement : null;
    const part = [".map-sheet", "#map-told", ".map-zoom", ".map-legend", ".part"].find((each) => focused?.closest(each));
    const href = focused?.getAttribute("href");
    view.replaceChildren(...found.childNodes);
    drawn = now()[2];
    ready();
    if (!focused) return;
    const same = focused.id ? document.getElementById(focused.id) : [...view.querySelectorAll(`${part} a`)].find((link) => link.getAttribute("href") === href);
    (same ?? sheet()).focus({ preventScroll: true });
  };

  // Places and their marks come in the same order.
  const places = () => {
    const marks = sheet().querySelectorAll(".map-marks circle");
    return [...sheet().querySelectorAll(".map-land a")].map((link, n) => ({ link, x: Number(marks[n].getAttribute("cx")), y: Number(marks[n].getAttribute("cy")) }));
  };
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const neighbour = (from, [dx, dy]) => {
    let best, least = Infinity;
    for (const place of places()) {
      const x = place.x - from.x, y = place.y - from.y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      const far = along + 2 * aside;
      if (along > 0 && aside <= 1.5 * along && far < least) [best, least] = [place, far];
    }
    return best;
  };
  const show = ({ x, y }) => {
    const [left, top, wide, high] = now(), edge = wide / 12;
    if (x < left + edge || x > left + wide - edge || y < top + edge || y > top + high - edge) set([x - wide / 2, y - high / 2, wide, high]);
  };

  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".map, .map-zoom")) return;
    const way = WAYS[event.key];
    const here = way && places().find(({ link }) => link === event.target);
    if (here) {
      const there = neighbour(here, way);
      if (there) { there.link.focus({ preventScroll: true }); show(there); }
    } else if (way && event.target === sheet()) pan(way[0] * now()[2] / 8, way[1] * now()[3] / 8);
    else if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") set(start);
    else return;
    event.preventDefault();
  });

  view.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = event.target.closest(".map-zoom a")?.id;
    const act = { "map-closer": () => zoom(2), "map-farther": () => zoom(0.5), "map-whole": started ? null : () => set(start) }[id];
    if (act) { event.preventDefault(); act(); }
    // A press of Enter has no detail, and is no end of the last drag.
    else if (dragged && event.detail && event.target.closest(".map")) event.preventDefault();
  });

  // The wheel scrolls the page, unless the map has focus or a modifier says that it is meant.
  view.addEventListener("wheel", (event) => {
    const map = event.target.closest(".map");
    if (!map || !(event.ctrlKey || event.metaKey || map.contains(document.activeElement))) return;
    event.preventDefault();
    zoom(STEP ** hold(-event.deltaY / 60, -2, 2), point(event));
  }, { passive: false });

  // A mouse drags the sheet; a drag is no click on the place where it ends.
  let from, dragged = false;
  view.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType === "touch" || event.button || !event.target.closest(".map-sheet") || event.defaultPrevented) return;
    from = [event.clientX, event.clientY];
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = from, scale = 1 / sheet().getScreenCTM().a;
    if (!dragged && Math.hypot(event.clientX - x, event.clientY - y) < 5) return;
    dragged = true;
    sheet().classList.add("map-held");
    pan((x - event.clientX) * scale, (y - event.clientY) * scale);
    from = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { from = undefined; sheet().classList.remove("map-held"); });
  view.addEventListener("dragstart", (event) => { if (event.target.closest(".map")) event.preventDefault(); });

  // Two fingers zoom; one scrolls the page as ever, and moves the map once it is enlarged.
  let fingers;
  const touched = ({ touches }) => {
    const [one, two] = touches, other = two ?? one;
    return { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2, apart: two ? Math.hypot(two.clientX - one.clientX, two.clientY - one.clientY) : 0 };
  };
  view.addEventListener("touchstart", (event) => {
    fingers = event.target.closest(".map-sheet") && event.touches.length < 3 ? touched(event) : undefined;
  }, { passive: true });
  view.addEventListener("touchmove", (event) => {
    if (!fingers || (event.touches.length === 1 && now()[2] >= start[2])) return;
    event.preventDefault();
    const next = touched(event), scale = 1 / sheet().getScreenCTM().a;
    pan((fingers.x - next.x) * scale, (fingers.y - next.y) * scale);
    if (fingers.apart && next.apart) zoom(next.apart / fingers.apart, point({ clientX: next.x, clientY: next.y }));
    fingers = next;
  }, { passive: false });
  view.addEventListener("touchend", () => { fingers = undefined; });

  const ready = () => {
    sheet().classList.add("map-live");
    sheet().setAttribute("tabindex", "0");
    const help = document.createElement("span");
    help.className = "map-keys";
    help.id = "map-keys";
    help.textContent = "Keys on the map: + and − zoom, 0 resets, arrows go to the next place.";
    view.querySelector(".map-zoom").append(help);
    sheet().setAttribute("aria-describedby", "map-keys");
    view.dispatchEvent(new Event("map:ready"));
  };

  // Titles to choose from, in the field that asks around which region.
  const field = document.getElementById("focus");
  if (field) {
    const list = document.createElement("datalist");
    list.id = "focus-titles";
    list.append(...[...view.querySelectorAll(".map-list .region")].map((link) => new Option(link.textContent)));
    field.after(list);
    field.setAttribute("list", list.id);
  }
  view.addEventListener("map:changed", () => { clearTimeout(timer); settle(); });
  ready();
})();
