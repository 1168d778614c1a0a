// The title of a page that came back refused says so until that is mended or closed. Loaded with
// such a page alone.
(() => {
  let isRefused = Boolean(document.querySelector("[role=alert]"));
  const entitle = () => {
    if (!isRefused || document.querySelector("[role=alert]")) return;
    document.title = document.title.replace("Error: ", "");
    isRefused = false;
  };
  document.addEventListener("input", entitle);
  document.addEventListener("htmx:after:swap", entitle);
})();
