// The field of a credence: what was understood, and the arrows that change it.
// It reads numbers as wiki/credence.py and wiki/numerals.py do: tests/credences.json has the
// examples that both are tested on. A credence is a BigInt of millionths of a per cent.
(() => {
  const { isComposing, noteBelow, put } = window.atlas;
  const PLACES = 6;
  const LONGEST = 40;
  const MOST = 100n * 10n ** 6n;

  const NUMERAL = "[0-9.,](?:[0-9.,' ]*[0-9.,])?";
  const SIMPLE = /^(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)$/;
  const EITHER = /^[1-9][0-9]{0,2}([.,])[0-9]{3}$/;
  const UNSURE = /^[1-9][0-9]{0,2}(?:,[0-9]{2,}|[.,]0+)$/;
  const GROUPED = /^[1-9][0-9]{0,2}([ '.,])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]*)?$/;
  const PER_CENT = new RegExp(`^([-+]?)(${NUMERAL}) *(%|percent|per cent|pct)?$`);
  const ABOUT = /^(?:[~≈∼˜]|about |circa |ca\.? |approx\.? |approximately |roughly )\s*/;
  const FRACTION = new RegExp(`^(${NUMERAL}) *(?:/|in|out of) *(${NUMERAL})$`);
  const SHAPES = { "\u3000": " ", "\u301c": "~", "\u2212": "-", "\u2019": "'" };

  const SPACES = /[\x1c-\x1f\x85\s]+/g; // as Python takes them

  const plain = (text) => text.replaceAll("\ufeff", "")
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u301c\u2212\u2019]/g, (sign) => SHAPES[sign])
    .replace(SPACES, " ").replace(/^ | $/g, "").toLowerCase();

  // A number written with a point: a whole number of units, and how many of them make one.
  const exact = (written) => {
    const [whole, decimals = ""] = written.split(".");
    return decimals.length > PLACES ? null : { units: BigInt(whole + decimals), one: 10n ** BigInt(decimals.length) };
  };

  // What a numeral stands for, what else if its mark groups thousands, and whether a digit of a
  // group may be missing; null for no numeral.
  const numeral = (text) => {
    const either = EITHER.exec(text);
    const value = either || SIMPLE.test(text) ? exact(text.replace(",", "."))
      : GROUPED.test(text) ? exact(text.replaceAll(GROUPED.exec(text)[1], "").replace(",", ".")) : null;
    const grouped = either ? exact(text.replace(either[1], "")) : value;
    const decimal = !either && SIMPLE.test(text) && text.includes(","); // its comma is a decimal mark
    return value && { value, mark: either?.[1], grouped, decimal, unsure: !either && UNSURE.test(text) };
  };

  // The quotient in whole numbers, at a half the even one.
  const quotient = (part, whole) => {
    const [down, rest] = [part / whole, part % whole];
    const up = 2n * rest > whole || 2n * rest === whole && down % 2n === 1n;
    return up ? down + 1n : down;
  };

  const readFraction = (part, whole) => {
    if (!part || !whole) return [];
    const found = [];
    const ways = [",", ",."];
    if (part.decimal && whole.mark === "," || whole.decimal && part.mark === ",") ways.push("");
    for (const grouping of ways) {
      const [a, b] = [part, whole].map((each) => each.mark && grouping.includes(each.mark) ? each.grouped : each.value);
      if (b.units === 0n) return [];
      const [above, below] = [a.units * b.one * MOST, b.units * a.one];
      if (above > below * MOST) continue;
      const value = quotient(above, below);
      if ([0n, MOST].includes(value) && value * below !== above) return [];
      if (!found.includes(value)) found.push(value);
    }
    return found;
  };

  // What a text may be read as, and whether the server would ask which, or ask at all.
  const read = (text) => {
    const typed = plain(text);
    const nothing = { number: null, asks: false };
    if (typed.length > LONGEST) return nothing;
    const said = typed.replace(ABOUT, "");
    const fraction = FRACTION.exec(said);
    if (fraction) {
      const [part, whole] = [numeral(fraction[1]), numeral(fraction[2])];
      const found = readFraction(part, whole);
      if (found.length !== 1) return nothing;
      return { number: found[0], asks: part.unsure || whole.unsure || [0n, MOST].includes(found[0]) };
    }
    const [, sign, digits, unit] = PER_CENT.exec(said) ?? [];
    const known = digits && numeral(digits);
    if (!known) return nothing;
    const number = known.value.units * 10n ** 6n / known.value.one;
    if (number > MOST || sign === "-" && number) return nothing;
    const share = number > 0n && number < 10n ** 6n && !unit;
    return { number, asks: share || known.mark === "," || [0n, MOST].includes(number) };
  };

  const write = (number) => {
    const digits = String(number).padStart(PLACES + 1, "0");
    return `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, "");
  };

  // Say below the field how it is understood; nothing where the server would refuse it or ask.
  const readCredence = (field) => {
    const { number, asks } = read(field.value);
    const left = document.activeElement !== field;
    noteBelow(field, "understood").textContent = number !== null && left && !asks ? `= ${write(number)}%` : "";
  };

  // What the server would ask about is not answered by a step; of 0 and 100 it asks something else.
  const stepCredence = (event) => {
    const { number, asks } = read(event.target.value);
    if (number === null || asks && /\D/.test(event.target.value)) return;
    event.preventDefault();
    const step = (event.shiftKey ? 5_000_000n : event.altKey ? 100_000n : 1_000_000n) * (event.key === "ArrowUp" ? 1n : -1n);
    const next = number + step;
    const share = next > 0n && next < 10n ** 6n ? "%" : ""; // without it, 0.9 could mean 90%
    put(event.target, write(next < 0n ? 0n : next > MOST ? MOST : next) + share);
  };

  const readAll = () => document.querySelectorAll("[name=credence]:not([type=hidden])").forEach(readCredence);

  document.addEventListener("keydown", (event) => {
    if (event.target.name === "credence" && ["ArrowUp", "ArrowDown"].includes(event.key) && !event.target.readOnly && !isComposing(event)) stepCredence(event);
  });
  for (const event of ["focusin", "focusout"]) {
    document.addEventListener(event, ({ target }) => { if (target.name === "credence") setTimeout(() => readCredence(target)); });
  }
  document.addEventListener("htmx:after:swap", readAll);
  readAll(); // of the form that this was loaded with
})();
