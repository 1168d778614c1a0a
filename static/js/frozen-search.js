// The search of a site that was written to files: it reads an index of all pages and looks for each
// word, or for words that begin with it. Titles come first. Only the search page loads it.
(async () => {
  const { index } = document.currentScript.dataset;
  const typed = new URLSearchParams(location.search).get("q") || "";
  const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  // Chinese and Japanese have no spaces: there, a word stands anywhere.
  const has = (one, word) => one.startsWith(word) || (/[\u2e80-\u9fff]/.test(word) && one.includes(word));
  const wanted = wordsOf(typed);
  const place = document.getElementById("found");
  document.getElementById("q").value = typed;
  if (!wanted.length || !place) return;

  const said = document.createElement("p");
  said.className = "meta count";
  said.setAttribute("role", "status");
  place.replaceChildren(said);
  let pages;
  try {
    pages = await (await fetch(index)).json();
  } catch {
    said.textContent = "The index could not be loaded. Try again.";
    return;
  }

  // How well a page answers: more for words in its title; 0 where a word is missing.
  const worth = (page) => {
    const title = wordsOf(page.title), words = page.words.split(" ");
    let sum = 0;
    for (const word of wanted) {
      const inTitle = title.some((one) => has(one, word));
      if (!inTitle && !words.some((one) => has(one, word))) return 0;
      sum += (inTitle ? 10 : 1) + (words.includes(word) ? 1 : 0);
    }
    return sum;
  };
  const found = pages.map((page) => [worth(page), page]).filter(([sum]) => sum).sort((a, b) => b[0] - a[0]);

  said.textContent = found.length ? `${found.length} found.` : "Nothing found.";
  const list = document.createElement("ol");
  list.className = "found";
  for (const [, page] of found.slice(0, 50)) {
    const item = document.createElement("li"), heading = document.createElement("p"), link = document.createElement("a");
    heading.className = "heading";
    link.href = page.at;
    link.dir = "auto";
    link.textContent = page.title;
    heading.append(link);
    const summary = document.createElement("p");
    summary.className = "snippet";
    summary.dir = "auto";
    summary.textContent = page.summary;
    item.append(heading, summary);
    list.append(item);
  }
  place.append(list);
})();
