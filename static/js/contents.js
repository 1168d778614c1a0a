// The list of sections beside a region marks the one that is being read.
(() => {
  const links = [...document.querySelectorAll(".contents a")];
  if (!links.length) return;
  let asked = false;

  const mark = () => {
    asked = false;
    const begun = ({ hash }) => document.querySelector(hash)?.getBoundingClientRect().top < innerHeight / 3;
    const isEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const here = isEnd ? links.at(-1) : links.filter(begun).at(-1) || links[0];
    links.forEach((link) => link === here ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current"));
  };

  addEventListener("scroll", () => {
    if (!asked) requestAnimationFrame(mark);
    asked = true;
  }, { passive: true });
  mark();
})();
