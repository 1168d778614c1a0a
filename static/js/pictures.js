// Pictures in a text: pasted, dropped or chosen. Each is uploaded at once and gets a line in the
// text; what is typed meanwhile stays as it is, and the caret stays with whoever types.
(() => {
  const { FORMS, element, forms, isBeingSaved, saveForm, status } = window.atlas;

  const MARKED = "textarea[data-pictures]";
  const KINDS = "image/jpeg,image/png,image/gif,image/webp,image/avif";
  const LARGEST = 10 * 2 ** 20;
  const PATIENCE = 120_000;
  const spots = new Set(); // {field, at, length, typed}: where pictures go that are on their way

  const send = async (file) => {
    if (file.size > LARGEST) throw new Error("A picture may have 10 MB, and this one has more: make it smaller, then add it again.");
    const body = new FormData();
    body.append("file", file, file.name);
    const answer = await fetch("/media", { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE) })
      .catch(() => { throw new Error("The server did not answer: add it again in a moment."); });
    const said = (await answer.text()).trim();
    if (answer.status === 201 && answer.headers.has("Atlas-Answers")) return said;
    if (answer.status === 401) throw new Error("You are signed out: sign in in another tab, then add it again.");
    throw new Error(/^text\/plain/.test(answer.headers.get("Content-Type")) ? said : "The server refused it.");
  };

  // An edit before a spot moves it; what is typed at the spot itself stands after the picture.
  document.addEventListener("input", ({ target }) => {
    for (const spot of spots) {
      if (spot.field !== target) continue;
      const grown = target.value.length - spot.length;
      const begun = target.selectionEnd - Math.max(grown, 0);
      if (begun < spot.at) spot.at = Math.max(begun, spot.at + grown);
      spot.length = target.value.length;
      spot.typed = true;
    }
  });

  // As if typed, where the field has the focus: then the browser's own undo takes it back.
  const insert = (field, at, text) => {
    field.setSelectionRange(at, at);
    if (document.activeElement === field && document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Where the caret stands at either end of a line or on an empty one, a picture is a paragraph of
  // its own; within a line it stands where the caret stood.
  const write = (spot, line) => {
    const { field, at } = spot;
    const kept = [field.selectionStart, field.selectionEnd].map((place) => (place > at || (spot.typed && place === at) ? place : null));
    const [before, after] = [field.value.slice(0, at), field.value.slice(at)];
    const [, words, end] = /(\S?)(\n*)$/.exec(before);
    const isAlone = !/^[^\n]/.test(after);
    const isAbove = !isAlone && !spot.typed && (end || !before);
    const gap = (isAlone || isAbove) && words ? "\n\n".slice(end.length) : "";
    const below = isAbove ? "\n\n" : isAlone && (gap || end) && /^\n[^\n]/.test(after) ? "\n" : "";
    const isFree = !spot.typed && (document.activeElement === field || document.activeElement.matches("body, .add-picture"));
    const old = [field.selectionStart, field.selectionEnd];
    spots.delete(spot); // its own insertion is no edit
    if (isFree) field.focus();
    insert(field, at, gap + line + below);
    const added = gap.length + line.length;
    const brackets = at + gap.length + "![".length;
    if (isFree) field.setSelectionRange(brackets, brackets);
    else field.setSelectionRange(...old.map((place, side) => (kept[side] === null ? place : place + added + below.length)));
    Object.assign(spot, { at: at + added, length: field.value.length });
  };

  // A save waits for the pictures that are on their way into its form. It is not sent where one of
  // them is lost, nor where its author called it off meanwhile.
  const expected = (form, count) => {
    const state = forms.get(form);
    const waiting = state.waiting ??= {
      left: 0,
      lost: "",
      isAsked: false,
      save(submitter) {
        Object.assign(waiting, { isAsked: true, submitter });
        status("Saving once the picture is added…");
      },
      callOff() { waiting.isAsked = false; },
    };
    waiting.left += count;
    return waiting;
  };
  const arrived = (form, waiting) => {
    waiting.left -= 1;
    if (waiting.left) return;
    forms.get(form).waiting = null;
    if (!waiting.isAsked || !form.isConnected) return;
    if (waiting.lost) status(`${waiting.lost} This is not saved yet: press Save to save it without the picture.`);
    else saveForm(form, waiting.submitter);
  };

  const add = async (field, files) => {
    const { form } = field;
    if (!files.length) return;
    if (isBeingSaved(form)) { status("Not added: this is being saved already."); return; }
    const waiting = expected(form, files.length);
    const spot = { field, at: field.selectionEnd, length: field.value.length, typed: false };
    for (const file of files) {
      spots.add(spot);
      status(waiting.isAsked ? `Saving once ${file.name} is added…` : `Adding ${file.name}…`);
      try {
        const line = await send(file);
        if (field.isConnected) {
          write(spot, line);
          status(`Added ${file.name}. Between the brackets, say what it shows.`);
        } else status(`Added ${file.name}. Its form is closed: the page Pictures has its line.`);
      } catch (error) {
        waiting.lost = `Not added: ${file.name}. ${error.message}`;
        status(waiting.lost);
      }
      spots.delete(spot);
      arrived(form, waiting);
    }
  };

  document.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // Text that comes with a picture of itself, as from a spreadsheet, is pasted as text.
    if (!event.target.matches?.(MARKED) || !files.length || types.includes("text/plain")) return;
    event.preventDefault();
    add(event.target, [...files]);
  });

  // Anywhere in the form: a file dropped beside the field would take the place of the page.
  const goal = ({ target, dataTransfer }) => {
    if (!dataTransfer.types.includes("Files")) return null;
    return target.closest?.(MARKED) ?? target.closest?.(FORMS)?.querySelector(MARKED);
  };
  document.addEventListener("dragover", (event) => {
    if (!goal(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  document.addEventListener("drop", (event) => {
    const field = goal(event);
    if (!field) return;
    event.preventDefault();
    add(field, [...event.dataTransfer.files]);
  });

  const choose = (field) => {
    const chooser = element(`<input type="file" multiple hidden accept="${KINDS}">`);
    document.body.append(chooser);
    chooser.addEventListener("change", () => { add(field, [...chooser.files]); chooser.remove(); });
    chooser.addEventListener("cancel", () => chooser.remove());
    chooser.click();
  };

  // The link to the page where a picture is added becomes a button that opens the files.
  const offer = () => {
    for (const link of document.querySelectorAll("a.add-picture")) {
      const button = element(`<button type="button" class="control add-picture">Add a picture</button>`);
      button.addEventListener("click", () => choose(document.getElementById(link.dataset.field)));
      link.replaceWith(button);
    }
  };
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
