"""Words that stand apart on a page are apart in what a reader copies from it."""

from tests.browser.conftest import Atlas, Contexts, sign_in
from tests.browser.test_layout import DEMO, OPEN_ALL
from tests.browser.test_pages import FORMS, FURTHER, PAGES, visit

FULL: dict[str, str | float | bool] = {
    "claim": "A belief with all that may stand beside its number",
    "credence": "60",
    "range": "40%-80%",
    "resolves_on": "2031-01-01",
}
# Pairs of neighbouring words that stand apart on the page, with nothing between them in the text
# of a selection that goes from the last letter of the one to the first of the other.
JOINED = """() => {
  const found = [], range = document.createRange(), selection = getSelection();
  const all = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const no = "script, select, textarea, datalist, math, pre, .visually-hidden, .cite";
  const box = (text, at) => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return [...range.getClientRects()].at(-1);
  };
  let last;
  while (all.nextNode()) {
    const text = all.currentNode, within = text.parentElement, words = text.data.trim();
    if (!words || within.closest(no)) continue;
    if (!within.checkVisibility({ visibilityProperty: true })) continue;
    const begin = text.data.indexOf(words), end = begin + words.length - 1;
    const here = box(text, begin);
    if (!here) continue;
    if (last && !/^[,.;:)]/.test(words)) {
      selection.setBaseAndExtent(last.text, last.end, text, begin + 1);
      const apart = Math.abs(last.box.bottom - here.bottom) > here.height / 2
        || Math.abs(here.left - last.box.right) >= 2;
      if (apart && !/\\s/.test(selection.toString())) {
        found.push(`${last.words.slice(-30)}|${words.slice(0, 30)}`);
      }
    }
    last = { text, end, words, box: box(text, end) };
  }
  return found;
}"""


def test_words_that_stand_apart_are_copied_with_a_space_between(
    demo: Atlas, contexts: Contexts
) -> None:
    author = sign_in(contexts(base_url=demo.address), demo)
    answer = author.request.post("/atlas/{region}/beliefs".format_map(DEMO), form=FULL)
    assert answer.ok
    visitor = contexts(base_url=demo.address).new_page()
    authors = [place for place in PAGES if place not in ("/sign-in", "/no/such/page")]
    for page, addresses in (
        (visitor, [*PAGES, "/print"]),
        (author, authors + FORMS + FURTHER),
    ):
        for there in visit(page, addresses, DEMO):
            page.evaluate(OPEN_ALL)
            for width in (1100, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(JOINED) == [], f"{there}, {width} px wide"
