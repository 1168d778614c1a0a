// The card of a region beside a link to it: half a second under a mouse, or `p` on a focused link;
// on a map also half a second with focus.
(() => {
  const WAIT = 500, GRACE = 300, GAP = 6;
  const fine = matchMedia("(hover: hover) and (pointer: fine)");
  const style = document.getElementById("over");
  let card, link, over, timer, asking, moving;

  // Links of a map are SVG, so they have no `pathname`.
  const pathOf = (found) => found.getAttribute("href").replace(/[#?].*/, "");
  const regionAt = (node) => {
    const found = node.closest?.("a[href^='/atlas/']:not(.unwritten)");
    const is = found && /^\/atlas\/(?!new$)[a-z0-9-]+(#|$)/.test(found.getAttribute("href"));
    return is && pathOf(found) !== location.pathname ? found : null;
  };

  const hide = () => {
    clearTimeout(timer);
    asking?.abort();
    card?.remove();
    card = link = over = null;
  };

  const put = () => {
    const [first] = link.getClientRects(), { bottom } = link.getBoundingClientRect();
    const above = bottom + card.offsetHeight > innerHeight && first.top > card.offsetHeight;
    card.style.top = `${scrollY + (above ? first.top - GAP - card.offsetHeight : bottom + GAP)}px`;
    card.style.left = `${scrollX + Math.max(GAP, Math.min(first.left, document.body.clientWidth - card.offsetWidth - GAP))}px`;
  };

  const show = async (found, role = "status") => {
    if (link === found) return;
    hide();
    link = over = found;
    const { signal } = asking = new AbortController();
    try {
      const answer = await fetch(`${pathOf(found)}/card`, { signal });
      const html = answer.ok && await answer.text();
      if (style.disabled) await new Promise((done) => { style.onload = style.onerror = done; style.disabled = false; });
      if (!html || signal.aborted) return;
      card = document.createElement("div");
      card.id = "card";
      card.role = role;
      document.body.append(card);
      card.innerHTML = html;
      put();
    } catch { /* without an answer there is no card */ }
  };

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch" || !fine.matches) return;
    const now = target.closest("#card") ? link : regionAt(target);
    if (now === over) return;
    over = now;
    now?.querySelector("title")?.remove(); // the browser's own tooltip on a map
    clearTimeout(timer);
    timer = setTimeout(now ? show : hide, now ? WAIT : GRACE, now ?? undefined);
  });
  // Going through a map by keys would be loud if each card were read out at once.
  document.addEventListener("focusin", ({ target }) => {
    if (moving || !target.closest(".map-sheet") || !target.matches(":focus-visible") || !regionAt(target)) return;
    clearTimeout(timer);
    timer = setTimeout(show, WAIT, target, "tooltip");
  });
  document.addEventListener("focusout", ({ target }) => { if (target === link || target.closest?.(".map-sheet")) hide(); });
  document.addEventListener("pointerdown", ({ target }) => { if (!target.closest("#card")) hide(); });
  addEventListener("pagehide", hide);
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if ((moving = event.altKey)) hide(); // an author moves a place
    if (key === "Escape" && card) {
      event.stopImmediatePropagation();
      event.preventDefault();
      hide();
    } else if (key === "p" && !event.ctrlKey && !event.metaKey && !event.altKey && !window.lettersAreOff()) {
      const found = regionAt(target);
      if (found) show(found);
    }
  }, true);
})();
