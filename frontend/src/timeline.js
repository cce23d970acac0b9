// The timeline: bars by arrow keys, filters without a reload. Everything is written by the server.
import { enliven } from "./lib/live.js";

/** One bar of each chart is reached by Tab; arrow keys go to its neighbours and to the other lane. */
function rove() {
  for (const chart of document.querySelectorAll("svg.bins")) {
    const bins = [...chart.querySelectorAll("a.bin")];
    const current = bins.find((bin) => bin.hasAttribute("aria-current")) ?? bins.at(-2);
    for (const bin of bins) bin.setAttribute("tabindex", bin === current ? "0" : "-1");
    const scroll = chart.parentElement;
    const box = current?.getBoundingClientRect();
    const around = scroll.getBoundingClientRect();
    if (box && (box.right > around.right || box.left < around.left)) scroll.scrollLeft += box.left - around.left - around.width / 2;
  }
}

document.addEventListener("keydown", (event) => {
  const bin = event.target.closest?.("a.bin");
  if (!bin) return;
  // Two links a bin: upper and lower lane.
  const step = { ArrowLeft: -2, ArrowRight: 2, ArrowUp: -1, ArrowDown: 1 }[event.key];
  const bins = [...bin.closest("svg").querySelectorAll("a.bin")];
  const at = bins.indexOf(bin);
  let next = step === undefined ? undefined : at + step;
  if (event.key === "ArrowUp" && at % 2 === 0) next = at;
  if (event.key === "ArrowDown" && at % 2 === 1) next = at;
  if (event.key === "Home") next = at % 2;
  if (event.key === "End") next = bins.length - 2 + (at % 2);
  if (next === undefined || !bins[next]) return;
  event.preventDefault();
  bin.setAttribute("tabindex", "-1");
  bins[next].setAttribute("tabindex", "0");
  bins[next].focus();
});

rove();
enliven(rove);
