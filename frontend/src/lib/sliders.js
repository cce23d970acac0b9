// Sliders by month beside the date fields of a form #ask: `<input type="range" data-for="valid_at">`.
import { asked, live } from "./live.js";

const WAIT = 200;
const monthOf = (text) => {
  const found = /^(\d{4})(?:-(\d{2}))?/.exec(text);
  return found ? Number(found[1]) * 12 + (found[2] ? Number(found[2]) - 1 : 11) : null;
};
const written = (month) => `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
const sliders = () => document.querySelectorAll("#ask input[type=range][data-for]");
const fieldOf = (slider) => document.querySelector(`#ask input[name="${slider.dataset.for}"]`);

/** Sets each slider to its field; they reach from the oldest evidence (of #live) to `today`. */
export function setSliders(today) {
  const { oldest } = document.getElementById("live").dataset;
  for (const slider of sliders()) {
    const field = fieldOf(slider);
    slider.min = monthOf(oldest) ?? monthOf(today) - 120;
    slider.max = monthOf(today);
    slider.value = monthOf(field.value) ?? slider.max;
    slider.setAttribute("aria-valuetext", field.value);
  }
}

/** Shows the page for a date while its slider moves; `kept` are parameters that the form has not, such as a choice. */
export function follow(shown, kept) {
  let waiting = 0;
  document.addEventListener("input", (event) => {
    const slider = event.target;
    if (!slider.matches?.("#ask input[type=range][data-for]")) return;
    const field = fieldOf(slider);
    field.value = written(Number(slider.value));
    slider.setAttribute("aria-valuetext", field.value);
    const address = new URL(asked(slider.form), location.href);
    for (const name of kept) {
      const value = new URLSearchParams(location.search).get(name);
      if (value) address.searchParams.set(name, value);
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => live(address.pathname + address.search, shown, { fields: false }), WAIT);
  });
}
