// The one switch for light and dark: the system decides until the reader does.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* only for now */ } };
  const current = () => root.dataset.theme || (dark.matches ? "dark" : "light");

  const apply = () => { if (["light", "dark"].includes(read())) root.dataset.theme = read(); };
  apply();

  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => { button.firstElementChild.textContent = current() === "dark" ? "Light mode" : "Dark mode"; };
    button.addEventListener("click", () => {
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      keep(root.dataset.theme);
      name();
    });
    dark.addEventListener("change", name);
    document.addEventListener("prerenderingchange", () => { apply(); name(); }); // it may have been switched since
    button.hidden = false;
    name();
  });
})();
