// The button of the dark theme.
const button = document.getElementById("theme");
const root = document.documentElement;

function tell() {
  button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
}

button.addEventListener("click", () => {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private window: kept for this page only */ }
  dispatchEvent(new Event("themechange"));
});
addEventListener("themechange", tell);
tell();
