// Runs before the first paint: the remembered theme, else the system's.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  function remembered() {
    try {
      return localStorage.getItem("ruimte-theme");
    } catch {
      return null; // storage may be forbidden; then the system decides
    }
  }

  function choose(theme) {
    const own = (theme === "dark") !== system.matches;
    if (own) root.dataset.theme = theme;
    else delete root.dataset.theme;
    try {
      if (own) localStorage.setItem("ruimte-theme", theme);
      else localStorage.removeItem("ruimte-theme");
    } catch {
      // not remembered, still chosen for this page
    }
  }

  const theme = remembered();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      const show = () => button.setAttribute("aria-pressed", String(isDark()));
      button.hidden = false;
      show();
      system.addEventListener("change", show);
      button.addEventListener("click", () => {
        choose(isDark() ? "light" : "dark");
        show();
      });
    }
  });
})();
