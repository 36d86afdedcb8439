// Runs before the first paint: the theme that was chosen here, or that of the system.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = () => { document.documentElement.dataset.theme = kept() ?? (system.matches ? "dark" : "light"); };
  show();
  system.addEventListener("change", () => { show(); dispatchEvent(new Event("themechange")); });
})();
