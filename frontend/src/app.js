// What every page loads: the class that says that script runs, the theme, and the key that goes to the search.
const root = document.documentElement;
root.classList.add("script");

const THEMES = ["auto", "light", "dark"];
const button = document.getElementById("theme");

/** Shows a theme, and keeps it for the next page; `auto` is what the system says. */
function show(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (button) button.textContent = `Theme: ${theme}`;
}

let theme = "auto";
try {
  const kept = localStorage.getItem("exitgraph-theme");
  if (THEMES.includes(kept)) theme = kept;
} catch {
  // Storage may be forbidden; the system's theme is shown then.
}
show(theme);
button?.addEventListener("click", () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  show(theme);
  try {
    localStorage.setItem("exitgraph-theme", theme);
  } catch {
    // Only this page has it then.
  }
});

document.addEventListener("keydown", (event) => {
  const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    // A page with a search of its own marks it; else the one at the top is meant.
    (document.querySelector("[data-search]") ?? document.getElementById("find"))?.focus();
  }
});
