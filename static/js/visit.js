// The day of a reader's last visit to a region is stored in this browser alone. From the next day
// on, a link leads to what changed since. A prerendered page is visited once it is shown.
(() => {
  const head = document.querySelector("article.topic > #header");
  const isPast = new URLSearchParams(location.search).has("at");
  if (!head || isPast || !/^\/atlas\/[a-z0-9-]+$/.test(location.pathname)) return;

  const visit = () => {
    const key = `visit:${location.pathname}`;
    const now = new Date();
    const pad = (number) => String(number).padStart(2, "0");
    const today = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
    let last, before;
    try {
      [last, before] = (localStorage.getItem(key) || "").split(" ");
      if (last !== today) [last, before] = [today, last];
      localStorage.setItem(key, `${last} ${before || ""}`);
    } catch { return; }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(before) || before >= today) return;
    const link = document.createElement("a");
    link.href = `${location.pathname}?since=${before}`;
    const day = new Date(`${before}T12:00`).toLocaleDateString("en-GB", { dateStyle: "long" });
    link.textContent = `What changed since your last visit, ${day}`;
    const line = document.createElement("p");
    line.className = "meta";
    line.id = "visit";
    line.append(link);
    head.after(line);
  };

  if (document.prerendering) document.addEventListener("prerenderingchange", visit, { once: true });
  else visit();
})();
