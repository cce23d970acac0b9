// Journeys: comparing itineraries, folding, showing a leg in the drawing, copying. The page is whole without any of it.
import { copy, say } from "./lib/page.js";

const WORDS = {
  another: "Another field was added.",
  chosen: (numbers) => `Itineraries ${numbers.join(" and ")} side by side.`,
  chooseMore: "Choose one or two more to compare.",
  all: (count) => `All ${count} itineraries are shown.`,
  fold: "Fold all",
  unfold: "Unfold all",
};
const MOST = 3;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

// The meaning of the status that is chosen stands below it.
const status = one("#status-field");
const means = one("#means");
function tellMeaning() {
  means.textContent = status.selectedOptions[0]?.dataset.means ?? "";
  means.hidden = !means.textContent;
}
if (status && means) {
  status.addEventListener("change", tellMeaning);
  tellMeaning();
}

// One more field for one more territory.
for (const group of all(".several")) {
  const button = one(".another", group);
  const refresh = () => { button.hidden = all("input", group).some((input) => input.value.trim() === ""); };
  group.addEventListener("input", refresh);
  button.addEventListener("click", () => {
    const fields = all(".field", group);
    const field = fields.at(-1).cloneNode(true);
    const input = one("input", field);
    input.value = "";
    input.id = `${group.dataset.name}-${fields.length + 1}`;
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    fields.at(-1).after(field);
    input.focus();
    say(WORDS.another);
    refresh();
  });
  refresh();
}

// What is wrong is read first.
one("#troubles")?.focus();

// A leg and its number in the drawing light up together.
for (const card of all(".itinerary")) {
  const light = (number, on) => {
    for (const part of all(`[data-leg="${number}"]`, card)) part.classList.toggle("lit", on);
  };
  for (const part of all("[data-leg]", card)) {
    const number = part.dataset.leg;
    for (const kind of ["pointerenter", "focusin"]) part.addEventListener(kind, () => light(number, true));
    for (const kind of ["pointerleave", "focusout"]) part.addEventListener(kind, () => light(number, false));
  }
}

// Folding.
const folds = all(".itineraries .fold");
const fold = one("#fold");
function tellFold() {
  if (!fold) return;
  fold.textContent = folds.some((item) => item.open) ? WORDS.fold : WORDS.unfold;
}
fold?.removeAttribute("aria-pressed");
fold?.addEventListener("click", () => {
  const open = !folds.some((item) => item.open);
  for (const item of folds) item.open = open;
  tellFold();
});
for (const item of folds) item.addEventListener("toggle", tellFold);
tellFold();

// Comparing two or three: their numbers stand in the address.
const boxes = all("input.compare");
const list = one(".itineraries");
const bar = one("#comparing");
const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);

function compare({ speak = true } = {}) {
  const numbers = chosen();
  const side = numbers.length > 1;
  list.classList.toggle("compared", side);
  list.dataset.count = numbers.length;
  for (const card of all(".itinerary", list)) {
    card.hidden = side && !numbers.includes(card.dataset.number);
    if (side && !card.hidden) one(".fold", card).open = true;
  }
  for (const box of boxes) box.disabled = !box.checked && numbers.length >= MOST;
  bar.hidden = numbers.length === 0;
  const text = side ? WORDS.chosen(numbers) : WORDS.chooseMore;
  one("span", bar).textContent = numbers.length ? text : "";
  const query = new URLSearchParams(location.search);
  query.delete("compare");
  history.replaceState(null, "", `?${query}${side ? `&compare=${numbers.join(",")}` : ""}${location.hash}`);
  if (speak) say(numbers.length ? text : WORDS.all(boxes.length));
}
if (boxes.length && list && bar) {
  for (const box of boxes) box.addEventListener("change", () => compare());
  one("#show-all").addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    compare();
    boxes[0].focus();
  });
  const wanted = (new URLSearchParams(location.search).get("compare") ?? "").split(",");
  for (const box of boxes) box.checked = wanted.includes(box.value);
  if (chosen().length > 1) compare({ speak: false });
  else for (const box of boxes) box.checked = false;
}

// Copying and printing.
for (const button of all("[data-copies]")) {
  button.addEventListener("click", () => {
    copy(document.getElementById(button.dataset.copies).textContent, button.dataset.copies === "shell" ? "Command" : "Python");
  });
}
one("#copy-link")?.addEventListener("click", () => copy(location.href, "Link"));
one("#print")?.addEventListener("click", () => print());

// Paper cannot be unfolded: what is folded is printed open, and folded again afterwards.
let opened = [];
addEventListener("beforeprint", () => {
  opened = all(".result details:not([open])").filter((item) => !item.closest("[hidden]"));
  for (const item of opened) item.open = true;
});
addEventListener("afterprint", () => {
  for (const item of opened) item.open = false;
  opened = [];
});
