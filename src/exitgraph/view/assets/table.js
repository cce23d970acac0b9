// The table: the twin of the picture, row for arrow. Rows stand in the file, or are made for claims that come later.

function makeTable(model, judge, open) {
  const body = byId("table").tBodies[0];
  const rows = new Map();
  for (const row of body.rows) {
    row.dataset.claim = row.id.slice("claim=".length);
    rows.set(row.dataset.claim, row);
  }

  function makeRow(card) {
    const source = model.sources.get(card.source);
    const place = card.passages[0].place;
    const notes = [make("b"), " "];
    if (card.hearsay) notes.push(chip("hearsay"), " ");
    if (card.contested) notes.push(chip("contradicted", true), " ");
    if (card.due) notes.push(make("i"));
    const row = make("tr", { id: "claim=" + card.id, "data-claim": card.id },
      make("td", {}, claimLink(card.id, bdi(card.subject_label, model.lang))),
      make("td", {}, card.positive ? "" : make("strong", { class: "not", text: "does NOT: " }), bdi(card.verb, model.lang)),
      make("td", {}, bdi(card.object_label, model.lang)), make("td", { text: card.when || "none stated" }),
      make("td", {}, bdi(source.publisher), `, ${source.published}`, place ? make("br") : "", place ? make("span", { class: "hint", text: place }) : ""),
      make("td", {}, ...notes));
    body.append(row);
    rows.set(card.id, row);
  }

  // What a row says of grade, rank and age depends on the two clocks, or on the day on which the page is read.
  function judgeRow(card, row) {
    const graded = row.querySelector("b");
    const grade = judge.grade(card);
    if (graded.textContent !== grade) graded.textContent = grade;
    const rank = judge.rank(card);
    const shown = row.querySelector(".rank");
    if (shown) { shown.textContent = rank ? rank.value : ""; shown.hidden = !rank; }
    const age = row.querySelector("i");
    if (!age) return;
    const stale = judge.isStale(card);
    const text = stale ? `stale: ${card.stale}` : `review by ${card.due}`;
    if (age.textContent !== text) { age.className = stale ? "stale" : ""; age.textContent = text; }
  }

  function show(visible) {
    for (const card of model.cards.values()) {
      if (!rows.has(card.id)) makeRow(card);
      const row = rows.get(card.id);
      const hidden = !visible.has(card.id);
      if (row.hidden !== hidden) row.hidden = hidden;
      judgeRow(card, row);
    }
    byId("row-count").textContent = `(${visible.size})`;
  }

  let marked = [];
  function mark(ids) {
    for (const row of marked) row.classList.remove("chosen");
    marked = ids.map((id) => rows.get(id)).filter(Boolean);
    for (const row of marked) row.classList.add("chosen");
  }

  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (!row || String(getSelection())) return;
    if (event.target.closest("a")) event.preventDefault();
    open({ kind: "claim", id: row.dataset.claim });
  });

  const sortKeys = {
    subject: (card) => card.subject_label, relation: (card) => card.verb, target: (card) => card.object_label,
    when: (card) => card.holds_from + card.when,
    source: (card) => model.sources.get(card.source).published_from + model.sources.get(card.source).publisher,
    sign: (card) => (card.contested ? "0" : card.hearsay ? "1" : "2"),
  };
  for (const button of document.querySelectorAll("button.sort")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const compare = new Intl.Collator(model.lang).compare;
      const keyed = [...model.cards.values()].map((card) => [sortKeys[button.dataset.sort](card), card.id]);
      keyed.sort((a, b) => compare(a[0], b[0]) * (down ? -1 : 1) || (a[1] < b[1] ? -1 : 1));
      body.append(...keyed.map(([, id]) => rows.get(id)));
    });
  }
  return { show, mark, visible: () => [...body.rows].filter((row) => !row.hidden).map((row) => row.dataset.claim) };
}
