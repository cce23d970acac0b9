// The legend is the filter: ticks, choices and the two clocks decide which claims are seen.

function makeFilter(form, model, changed) {
  const boxes = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
  const groups = { relation: boxes("relation"), type: boxes("type"), letter: boxes("letter"), digit: boxes("digit") };
  const today = new Date().toISOString().slice(0, 10);
  const ends = clockEnds(model, today);
  const inForce = makeClock("in-force", ends.first, ends.coming);
  const knownBy = makeClock("known-by", ends.first, ends.today);
  let seen = read();

  function read() {
    const off = {};
    for (const [name, group] of Object.entries(groups)) off[name] = new Set(group.filter((box) => !box.checked).map((box) => box.value));
    return {
      off,
      document: byId("document").value, polarity: byId("polarity").value,
      hearsay: byId("only-hearsay").checked, contested: byId("only-contested").checked,
      inForce: inForce.get(), knownBy: knownBy.get(),
    };
  }

  // Put a state into the form; what the form has no box or choice for is left out.
  function write(state) {
    for (const [name, group] of Object.entries(groups)) for (const box of group) box.checked = !state.off[name].has(box.value);
    for (const name of ["document", "polarity"]) {
      const select = byId(name);
      select.value = [...select.options].some((option) => option.value === state[name]) ? state[name] : "";
    }
    byId("only-hearsay").checked = state.hearsay;
    byId("only-contested").checked = state.contested;
    inForce.set(state.inForce);
    knownBy.set(state.knownBy);
    seen = read();
  }

  function passes(card, judge) {
    const source = model.sources.get(card.source);
    const { off, document: paper, polarity, hearsay, contested, inForce: day, knownBy: known } = seen;
    return !off.relation.has(card.relation)
      && !off.type.has(source.type)
      && (!paper || card.documents.includes(paper))
      && (!hearsay || card.hearsay)
      && (!contested || card.contested)
      && (!polarity || (polarity === "yes") === card.positive)
      && (!day || ((!card.holds_from || card.holds_from <= day) && (!card.holds_until || card.holds_until >= day)))
      && (!known || !source.published_from || source.published_from <= known)
      && (!off.letter.size || !off.letter.has(judge.letter(card)))
      && (!off.digit.size || !off.digit.has(judge.digit(card)));
  }

  // The filter in words, for paper and for saved pictures.
  function told() {
    const word = (box) => (box.closest("label").querySelector("bdi") || box.closest("label")).textContent.trim();
    const parts = [];
    const titles = { relation: "relations", type: "source types", letter: "source grades", digit: "claim grades" };
    for (const [name, group] of Object.entries(groups)) {
      const on = group.filter((box) => box.checked);
      if (on.length === group.length) continue;
      const off = group.filter((box) => !box.checked);
      parts.push(on.length < off.length ? `only the ${titles[name]} ${on.map(word).join(", ") || "(none)"}` : `without the ${titles[name]} ${off.map(word).join(", ")}`);
    }
    const option = (name) => byId(name).selectedOptions[0].textContent.replace(/ \(\d+\)$/, "");
    if (seen.document) parts.push(`naming ${option("document")}`);
    if (seen.hearsay) parts.push("only hearsay");
    if (seen.contested) parts.push("only contradicted claims");
    if (seen.polarity) parts.push(`only ${option("polarity")}`);
    parts.push(seen.inForce ? `in force on ${seen.inForce}` : "in force on any date", seen.knownBy ? `known by ${seen.knownBy}` : "known by any date");
    return parts.join("; ");
  }

  const update = () => { seen = read(); changed(); };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  form.addEventListener("reset", (event) => { event.preventDefault(); write(emptyState()); update(); });
  for (const button of form.querySelectorAll("button[data-tick]")) {
    button.addEventListener("click", () => {
      const [name, state] = button.dataset.tick.split(" ");
      for (const box of groups[name]) box.checked = state === "all";
      update();
    });
  }
  return { passes, told, write, read: () => seen, clocks: () => seen };
}
