// The analyses: of the form's fields those of the chosen answer, and buttons that copy. Everything is there without it.
import { copy } from "./lib/page.js";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", () => {
    copy(document.getElementById(button.dataset.copy).textContent, button.dataset.what);
  });
}

const form = document.getElementById("ask");
const parts = [...(form?.querySelectorAll("[data-only]") ?? [])];

/** Shows the fields that belong to the answer; others are not sent. */
function choose() {
  const chosen = form.querySelector("input[name=answer]:checked")?.value;
  for (const part of parts) {
    const here = part.dataset.only.split(" ").includes(chosen);
    part.hidden = !here;
    for (const field of part.querySelectorAll("input, select")) field.disabled = !here;
  }
}

if (parts.length) {
  form.addEventListener("change", choose);
  choose();
}
