// Pages of one thing: buttons that copy the text beside them.
import { copy } from "./lib/page.js";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", () => {
    copy(document.getElementById(button.dataset.copy).textContent, button.dataset.what);
  });
}
