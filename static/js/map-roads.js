// On a map, the region under the pointer or with focus stands out: its own roads at full strength, and
// its outline above all that lies on the ground.
(() => {
  let lit, outline;

  const light = (link) => {
    if (link === lit) return;
    lit?.sheet.classList.remove("map-lit");
    lit = null;
    outline?.remove();
    for (const road of document.querySelectorAll(".map-own")) road.classList.remove("map-own");
    if (!link) return;
    const sheet = link.ownerSVGElement, slug = link.getAttribute("href").split(/[/?#]/)[2];
    outline = link.querySelector("path").cloneNode();
    for (const name of ["fill", "fill-opacity", "opacity"]) outline.removeAttribute(name);
    outline.setAttribute("class", "map-outline");
    sheet.querySelector(".map-marks").before(outline);
    for (const road of sheet.querySelectorAll(`[data-ends~="${slug}"]`)) road.classList.add("map-own");
    sheet.classList.add("map-lit");
    lit = link;
    lit.sheet = sheet;
  };

  const at = (node) => node?.closest?.(".map-land a") ?? null;
  document.addEventListener("pointerover", ({ target }) => light(at(target) ?? at(document.activeElement)));
  document.addEventListener("focusin", ({ target }) => light(at(target)));
  document.addEventListener("focusout", () => light(null));
})();
