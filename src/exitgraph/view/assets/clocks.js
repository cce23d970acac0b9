// A day that is asked about: a slider for a look, a date field for the exact day, and "any date", which is neither end.

function makeClock(name, first, last) {
  const field = byId(name);
  const slider = byId(name + "-slider");
  const any = byId(name + "-any");
  const DAY = 86_400_000;
  const toNumber = (text) => Math.round(Date.parse(text + "T00:00:00Z") / DAY);
  const toText = (number) => new Date(number * DAY).toISOString().slice(0, 10);
  slider.min = toNumber(first);
  slider.max = toNumber(last);

  function show() {
    const chosen = field.value;
    slider.value = chosen ? toNumber(chosen) : slider.max;
    slider.classList.toggle("any", !chosen);
    slider.setAttribute("aria-valuetext", chosen || "any date");
    any.setAttribute("aria-pressed", String(!chosen));
  }
  // These stand before the form's own listener: it finds field and slider in agreement.
  slider.addEventListener("input", () => { field.value = toText(Number(slider.value)); show(); });
  field.addEventListener("input", show);
  any.addEventListener("click", () => {
    field.value = "";
    show();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  show();
  return { get: () => field.value, set(day) { field.value = day; show(); } };
}

// Where the sliders end: the years in which nearly all sources were published, to today and what is known to come.
function clockEnds(model, today) {
  const published = [...model.sources.values()].map((source) => source.published_from).filter(Boolean).sort();
  const ends = [...model.cards.values()].map((card) => card.holds_until).filter((day) => day > today).sort();
  const first = (published[Math.floor(published.length * 0.03)] || today).slice(0, 4) + "-01-01";
  const limit = `${Number(today.slice(0, 4)) + 5}-12-31`;
  const coming = ends.at(-1) || today;
  return { first: first < today ? first : "2000-01-01", today, coming: coming < limit ? coming : limit };
}
