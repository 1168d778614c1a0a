// Lists of titles to choose from under a field: what picking a region and linking to one share.
(() => {
  const MOST = 50;

  // What every way to type one name has in common: as name_key does in wiki/naming.py.
  const ALIKE = [
    [/[\u00ad\u061c\u200b\u200e\u200f\ufeff\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f]/g, ""],
    [/[\u2018-\u201b\u2039\u203a\u02bc\u2032\u00b4\uff07]/g, "'"],
    [/[\u201c-\u201f\u00ab\u00bb\u2033\u301d-\u301f\uff02]/g, '"'],
    [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-"],
  ];
  const nameKey = (typed) => {
    const words = ALIKE.reduce((text, [signs, one]) => text.replace(signs, one), typed).normalize("NFKC");
    const folded = words.toUpperCase().toLowerCase().replaceAll("\u03c2", "\u03c3"); // both kinds of s in Greek
    return folded.normalize("NFKC").split(/\s+/).filter(Boolean).join(" ") || typed.trim();
  };
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? " matches" : "s match"}`;

  const makeList = (id, label) => {
    const list = document.createElement("ul");
    list.id = id;
    list.className = "choices";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    list.hidden = true;
    return list;
  };

  // Those of the choices ({title, key}) that have what was typed: first itself, then what begins so.
  const matching = (choices, typed) => {
    const wanted = nameKey(typed);
    const found = choices.filter(({ key }) => key.includes(wanted));
    const first = ({ key }) => key === wanted ? 0 : key.startsWith(wanted) ? 1 : 2;
    return found.sort((one, other) => first(one) - first(other));
  };

  const fill = (list, choices) => {
    list.replaceChildren(...choices.slice(0, MOST).map(({ title }, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.textContent = title;
      return option;
    }));
  };

  // Show a list that is placed, as far as it has options and a short window or a keyboard on it allow.
  const reveal = (list) => { if (!list.hidden) list.scrollIntoView({ block: "nearest", behavior: "instant" }); };

  // Mark the option at a place, counted around the end; return that place, -1 where there is none.
  const mark = (field, list, place) => {
    const options = [...list.children];
    const active = options.length ? (place + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    const chosen = options[active];
    if (!chosen) { field.removeAttribute("aria-activedescendant"); return active; }
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest", behavior: "instant" });
    return active;
  };

  // A press on a choice leaves the focus in the field.
  document.addEventListener("mousedown", (event) => { if (event.target.closest(".choices")) event.preventDefault(); });

  window.atlas.choices = { counted, fill, makeList, mark, matching, nameKey, reveal };
})();
