// The page around the picture: filter, search, table, cards. Data are put in place as text only.

(function page() {
  const read = (name) => JSON.parse(document.getElementById("exitgraph-" + name).textContent);
  const byId = (id) => document.getElementById(id);
  const data = unpack(read("data"));
  const sourceOf = new Map(data.sources.map((source) => [source.id, source]));
  const kindLabel = new Map(data.kinds.map((kind) => [kind.id, kind.label]));
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  for (const card of data.cards) {
    card.subject_label = nodes.get(card.subject).label;
    if (card.target) card.object_label = nodes.get(card.target).label;
    card.title = card.positive
      ? `${card.subject_label} ${card.verb} ${card.object_label}`
      : `${card.subject_label} does NOT: ${card.verb} ${card.object_label}`;
    card.when = card.dates.map((date) => `${date.label} ${date.value}`).join("; ");
  }
  const cards = new Map(data.cards.map((card) => [card.id, card]));
  const arrows = new Map(data.arrows.map((arrow) => [arrow.id, arrow]));
  const rows = new Map();
  for (const row of document.querySelectorAll("#table tbody tr")) {
    row.dataset.claim = row.id.slice("claim=".length);
    rows.set(row.dataset.claim, row);
  }
  const claimsOf = new Map(data.nodes.map((node) => [node.id, []]));
  for (const card of data.cards) {
    for (const end of new Set([card.subject, card.target])) if (claimsOf.has(end)) claimsOf.get(end).push(card.id);
  }
  let visible = new Set(cards.keys());
  let selection = null; // { kind: "node" | "arrow" | "claim", id }

  document.body.classList.remove("no-script");
  if (matchMedia("(max-width: 1099px)").matches) byId("filters").open = false;

  // What `exitgraph.view.pack` packed: a number is the place of a value, a table its heading and rows.
  function unpack(packed) {
    const opened = (folded) => {
      if (typeof folded === "number") return packed.values[folded];
      if (Array.isArray(folded)) return folded.map(opened);
      const [[heading, rows]] = Object.entries(folded);
      return rows.map((row) => Object.fromEntries(packed.headings[heading].map((key, place) => [key, opened(row[place])])));
    };
    return Object.fromEntries(Object.entries(packed.data).map(([name, folded]) => [name, opened(folded)]));
  }

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === "text") element.textContent = value;
      else if (name === "class") element.className = value;
      else if (value !== undefined && value !== "") element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }
  // Labels may hold marks that turn the direction of writing: <bdi> keeps them from turning what stands around.
  const bdi = (text, lang) => make("bdi", { text, lang });
  const label = (text) => bdi(text, data.lang);

  const shapeOf = (kind) => {
    const drawn = byId("shape-" + kind);
    return drawn ? drawn.firstElementChild.cloneNode(true) : "";
  };
  const byLabel = [...data.nodes].sort((a, b) => a.label.localeCompare(b.label, data.lang) || (a.id < b.id ? -1 : 1));
  byId("node-list").append(...byLabel.map((node) => make("li", {}, make("button", { type: "button", "data-node": node.id }, shapeOf(node.kind), label(node.label)))));

  // A claim on its own line for each that another contradicts; the table says the same without script.
  const contested = data.cards.filter((card) => card.rivals.length);
  byId("contested").hidden = contested.length === 0;
  byId("contested-count").textContent = contested.length;
  byId("contested-list").append(...contested.map((card) => {
    const source = sourceOf.get(card.source);
    return make("li", {}, make("a", { href: "#claim=" + encodeURIComponent(card.id), "data-claim": card.id }, label(card.title)), make("span", { class: "hint" }, " (", bdi(source.publisher), `, ${source.published})`));
  }));

  const picture = makePicture(byId("canvas"), read("nodes"), read("edges"), read("options"), data, {
    node: (id) => select({ kind: "node", id }),
    arrow: (id) => select({ kind: "arrow", id }),
    nothing: () => select(null),
  });

  // ---- grades and age -----------------------------------------------------------------------------------------

  const today = new Date().toISOString().slice(0, 10);
  const ungraded = (value) => ({ value, text: `${value}, cannot be judged (nobody has graded it by then)` });
  const newest = (given) => given.filter((one) => one.since <= (byId("known-by").value || today)).at(-1);
  const reliability = (source) => newest(source.reliability) || ungraded("F");
  const credibility = (card) => newest(card.credibility) || ungraded("6");
  const grade = (card) => reliability(sourceOf.get(card.source)).value + credibility(card).value;
  const isStale = (card) => card.due !== "" && card.due < (byId("in-force").value || today);

  // What a row says of grade and age depends on the two clocks, or on the day on which the page is read.
  function judgeRows() {
    for (const [id, row] of rows) {
      const card = cards.get(id);
      row.querySelector("b").textContent = grade(card);
      const age = row.querySelector("i");
      if (!age) continue;
      const stale = isStale(card);
      age.className = stale ? "stale" : "";
      age.textContent = stale ? `stale: ${card.stale}` : `review by ${card.due}`;
    }
  }

  // ---- filter -------------------------------------------------------------------------------------------------

  function passes(card) {
    const source = sourceOf.get(card.source);
    const day = byId("in-force").value;
    const known = byId("known-by").value;
    const polarity = byId("polarity").value;
    return ticked.has(card.relation)
      && (!byId("only-hearsay").checked || card.hearsay)
      && (!byId("only-contested").checked || card.rivals.length + card.rivals_elsewhere > 0)
      && (!polarity || (polarity === "yes") === card.positive)
      && (!day || ((!card.holds_from || card.holds_from <= day) && (!card.holds_until || card.holds_until >= day)))
      && (!known || !source.published_from || source.published_from <= known);
  }

  const boxes = [...document.querySelectorAll('input[name="relation"]')];
  let ticked = new Set(boxes.map((box) => box.value));

  function applyFilter() {
    ticked = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    visible = new Set(data.cards.filter(passes).map((card) => card.id));
    const arrowIds = new Set(data.arrows.filter((arrow) => arrow.claims.some((id) => visible.has(id))).map((arrow) => arrow.id));
    const all = visible.size === cards.size;
    const nodeIds = new Set(data.nodes.filter((node) => all || claimsOf.get(node.id).some((id) => visible.has(id))).map((node) => node.id));
    for (const [id, row] of rows) row.hidden = !visible.has(id);
    judgeRows();
    for (const button of byId("node-list").querySelectorAll("button")) button.parentElement.hidden = !nodeIds.has(button.dataset.node);
    byId("count").textContent = `${visible.size} of ${cards.size} claims, ${nodeIds.size} nodes`;
    byId("row-count").textContent = `(${visible.size})`;
    picture.show(nodeIds, arrowIds);
    if (selection) showSelection();
  }

  byId("filter-form").addEventListener("submit", (event) => event.preventDefault());
  byId("filter-form").addEventListener("input", applyFilter);
  byId("filter-form").addEventListener("reset", () => setTimeout(applyFilter, 0));
  const tickAll = (state) => () => { for (const box of boxes) box.checked = state; applyFilter(); };
  byId("all-relations").addEventListener("click", tickAll(true));
  byId("no-relations").addEventListener("click", tickAll(false));

  // ---- search -------------------------------------------------------------------------------------------------

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const nodeTexts = data.nodes.map((node) => [node.id, node.names.concat(node.label).map(plain)]);
  const cardTexts = data.cards.map((card) => [card.id, plain([card.title, card.gist, card.note, ...card.keys].join("\n"))]);
  const MOST = 12;

  function matches(query) {
    const wanted = plain(query.trim());
    if (!wanted) return { nodes: [], claims: [] };
    const grade = (names) => Math.min(...names.map((name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 9)));
    const found = nodeTexts.map(([id, names]) => [grade(names), id]).filter(([mark]) => mark < 9);
    found.sort((a, b) => a[0] - b[0]);
    return { nodes: found.map(([, id]) => id), claims: cardTexts.filter(([, text]) => text.includes(wanted)).map(([id]) => id) };
  }

  function showMatches() {
    const query = byId("search").value;
    const found = matches(query);
    const items = found.nodes.slice(0, MOST).map((id) => make("li", {}, make("button", { type: "button", "data-node": id }, label(nodes.get(id).label), make("span", { class: "number", text: kindLabel.get(nodes.get(id).kind) }))));
    const rest = found.claims.slice(0, MOST).map((id) => make("li", {}, make("button", { type: "button", "data-claim": id }, label(cards.get(id).title))));
    byId("matches").replaceChildren(...items, ...rest);
    byId("matches").hidden = items.length + rest.length === 0;
    byId("match-count").textContent = query.trim()
      ? `${found.nodes.length} nodes and ${found.claims.length} claims match${found.nodes.length > MOST || found.claims.length > MOST ? `; the first ${MOST} of each are listed` : ""}.`
      : "";
    return found;
  }

  function openButton(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.node !== undefined) reach({ kind: "node", id: button.dataset.node });
    else if (button.dataset.claim !== undefined) reach({ kind: "claim", id: button.dataset.claim });
  }
  byId("matches").addEventListener("click", openButton);
  byId("node-list").addEventListener("click", openButton);
  for (const list of [byId("matches"), byId("node-list")]) {
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const buttons = [...list.querySelectorAll("li:not([hidden]) button")];
      const next = buttons.indexOf(document.activeElement) + step;
      if (next < 0 && list.id === "matches") byId("search").focus();
      else if (buttons[next]) buttons[next].focus();
    });
  }
  byId("search").addEventListener("input", showMatches);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      const first = byId("matches").querySelector("button");
      if (first) { event.preventDefault(); first.focus(); }
    } else if (event.key === "Enter") {
      event.preventDefault();
      const found = showMatches();
      if (found.nodes.length) reach({ kind: "node", id: found.nodes[0] });
      else if (found.claims.length) reach({ kind: "claim", id: found.claims[0] });
    }
  });

  // ---- selection and cards ------------------------------------------------------------------------------------

  function selectedClaims() {
    if (selection.kind === "claim") return [selection.id];
    return selection.kind === "node" ? claimsOf.get(selection.id) : arrows.get(selection.id).claims;
  }

  function exists(wanted) {
    return wanted !== null && { node: nodes, arrow: arrows, claim: cards }[wanted.kind].has(wanted.id);
  }

  // Select, bring into view and move the focus to the panel: what a choice by keyboard or link does.
  function reach(wanted) {
    select(wanted);
    const card = wanted.kind === "claim" ? cards.get(wanted.id) : null;
    picture.centre(card ? card.subject : wanted.kind === "arrow" ? arrows.get(wanted.id).source : wanted.id);
    const target = wanted.kind === "claim" ? byId("cards").querySelector("summary") : null;
    (target || byId("panel")).focus();
  }

  function select(wanted) {
    selection = exists(wanted) ? wanted : null;
    const card = selection && selection.kind === "claim" ? cards.get(selection.id) : null;
    picture.choose(
      selection && selection.kind === "node" ? selection.id : card && !card.arrow ? card.subject : null,
      selection && selection.kind === "arrow" ? selection.id : (card && card.arrow) || null,
    );
    showSelection();
    remember();
  }

  function showSelection() {
    const list = selection ? selectedClaims() : [];
    const shown = list.filter((id) => visible.has(id) || selection.kind === "claim");
    for (const [id, row] of rows) row.classList.toggle("chosen", selection !== null && shown.includes(id));
    byId("panel-empty").hidden = selection !== null;
    byId("clear").hidden = selection === null;
    const title = byId("panel-title");
    title.replaceChildren();
    if (!selection) title.textContent = "About this page";
    else if (selection.kind === "node") title.append(label(nodes.get(selection.id).label), ` (${shown.length})`);
    else title.textContent = selection.kind === "arrow" ? `Claims of this arrow (${shown.length})` : "Claim";
    const open = shown.length <= 3;
    const made = shown.map((id) => makeCard(cards.get(id), open));
    if (selection && shown.length < list.length) made.push(make("p", { class: "hint", text: `${list.length - shown.length} more left out by the filter.` }));
    byId("cards").replaceChildren(...made);
    byId("panel").scrollTop = 0;
  }

  const row = (name, ...value) => (value.some((part) => part) ? [make("dt", { text: name }), make("dd", {}, ...value)] : []);
  const chip = (text, alarm) => make("span", { class: alarm ? "chip alarm" : "chip", text });

  function makeCard(card, open) {
    const source = sourceOf.get(card.source);
    const relation = data.relations.find((key) => key.id === card.relation);
    const summary = make("summary", {}, make("h3", {}, label(card.subject_label), card.positive ? " " : make("strong", { class: "not", text: " does NOT: " }), label(card.verb), " ", label(card.object_label)));
    // Claims of one arrow share their sentence: roles and source tell them apart while they are folded.
    summary.append(make("span", { class: "hint brief" }, bdi([...card.roles.map((role) => role.value), `${source.publisher}, ${source.published}`].join("; "))));
    const chips = make("p", { class: "chips" });
    if (!card.positive) chips.append(chip("denied", true));
    if (card.rivals.length + card.rivals_elsewhere) chips.append(chip("contradicted", true));
    if (card.hearsay) chips.append(chip("hearsay"));
    chips.append(chip(grade(card)));
    const rank = newest(card.ranks);
    if (rank && rank.value !== "normal") chips.append(chip(rank.value));
    if (isStale(card)) chips.append(chip("stale", true));
    const list = make("dl", {}, ...card.roles.flatMap((role) => row(role.label, label(role.value))), ...card.dates.flatMap((date) => row(`Holds ${date.label}`.replace("Holds reported for", "Reported for").replace("Holds on", "On").replace("Holds since or in", "Since or in"), date.value)), ...(card.dates.length ? [] : row("Dates", "none stated")), ...row("May be in force", span(card.holds_from, card.holds_until)), ...row("Event", card.event && label(card.event)), ...row("Confidence", card.confidence && bdi(card.confidence)), ...row("Credibility", bdi(credibility(card).text)), ...row("Rank", rank && bdi(rank.text)), ...(isStale(card) ? row("Stale", make("span", { class: "stale", text: card.stale })) : row("Review by", card.due)));
    const address = source.link
      ? make("a", { href: source.link, rel: "noopener noreferrer external", referrerpolicy: "no-referrer", text: source.address })
      : source.address && bdi(source.address);
    const about = make("dl", {}, ...row("Title", bdi(source.title, source.lang)), ...row("Publisher", label(source.publisher)), ...row("Published", source.published), ...row("Accessed", source.accessed), ...row("Type", label(source.kind)), ...row("Reliability", bdi(reliability(source).text)), ...row("Copy read", source.copy && label(source.copy)), ...row("Language", source.language), ...row("Address", address));
    const passages = card.passages.map((passage) => make("dl", { class: "passage" }, ...row("Speaker", passage.speaker && label(passage.speaker)), ...row("Relayed by", passage.relayed_by && label(passage.relayed_by)), ...row("Speech act", label(passage.speech_act), passage.hearsay ? " " : "", passage.hearsay ? chip("hearsay") : ""), ...row("Place", passage.place), ...row("SHA-256", passage.digest && make("code", { text: passage.digest + "…" }))));
    const body = make("div", { class: "card-body" }, chips, card.gist ? make("p", { class: "gist" }, bdi(card.gist, card.gist_lang)) : null, list, card.note ? make("p", { class: "note" }, bdi(card.note, card.note_lang)) : null, rivals(card), make("h4", { text: card.passages.length > 1 ? `Evidence (${card.passages.length})` : "Evidence" }), ...passages, make("h4", { text: "Source" }), about, make("p", { class: "keys" }, "Claim ", make("code", { text: card.id }), card.keys.length ? `, record key ${card.keys.join(", ")}` : ""), citation(card));
    const details = make("details", { class: `card family-${relation.family}`, "data-claim": card.id }, summary, body);
    details.open = open;
    return details;
  }

  function span(from, until) {
    if (!from && !until) return "";
    return `${from || "open"} to ${until || "open"}, on the widest reading`;
  }

  function rivals(card) {
    if (!card.rivals.length && !card.rivals_elsewhere) return null;
    const items = card.rivals.map((rival) => make("li", {}, make("a", { href: "#claim=" + encodeURIComponent(rival.claim), "data-claim": rival.claim }, label(cards.get(rival.claim).title)), make("span", { class: "hint", text: ` (${rival.kind})` })));
    if (card.rivals_elsewhere) items.push(make("li", { text: `${card.rivals_elsewhere} more outside this page` }));
    return make("div", { class: "rivals" }, make("h4", { text: "Contradicted by" }), make("ul", {}, ...items));
  }

  function citation(card) {
    const source = sourceOf.get(card.source);
    const accessed = source.accessed && `, accessed ${source.accessed}`;
    const places = card.passages.filter((one) => one.place).map((one) => (one.digest ? `${one.place} (sha256 ${one.digest}…)` : one.place)).join("; ");
    const text = `${source.publisher}, “${source.title}”, published ${source.published}${accessed}${source.address && `, ${source.address}`}. `
      + `Claim: ${card.title}.${places && ` At ${places}.`} ${card.id}. exitgraph data ${data.digest}.`;
    const button = make("button", { type: "button", class: "copy", text: "Copy citation" });
    const said = make("span", { class: "said", role: "status" });
    const field = make("textarea", { class: "citation", readonly: "", rows: "5", "aria-label": "Citation" });
    field.readOnly = true;
    field.hidden = true;
    button.addEventListener("click", async () => {
      field.value = text;
      field.hidden = false;
      field.focus();
      field.select();
      let done = false;
      try {
        await navigator.clipboard.writeText(text);
        done = true;
      } catch {
        try { done = document.execCommand("copy"); } catch { done = false; }
      }
      said.textContent = done ? "Copied." : "Press Ctrl+C to copy the selected text.";
    });
    return make("div", { class: "cite" }, button, " ", said, field);
  }

  byId("panel").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-claim]");
    if (link) { event.preventDefault(); reach({ kind: "claim", id: link.dataset.claim }); }
  });
  byId("clear").addEventListener("click", () => { select(null); byId("search").focus(); });

  // ---- table --------------------------------------------------------------------------------------------------

  byId("table").tBodies[0].addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (!line || String(getSelection())) return;
    if (event.target.closest("a")) event.preventDefault();
    reach({ kind: "claim", id: line.dataset.claim });
  });
  const sortKeys = {
    subject: (card) => card.subject_label, relation: (card) => card.verb, target: (card) => card.object_label,
    when: (card) => card.holds_from + card.when, source: (card) => sourceOf.get(card.source).published_from + sourceOf.get(card.source).publisher,
    sign: (card) => (card.rivals.length + card.rivals_elsewhere ? "0" : card.hearsay ? "1" : "2"),
  };
  for (const button of document.querySelectorAll("button.sort")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = sortKeys[button.dataset.sort];
      const order = [...cards.values()].sort((a, b) => key(a).localeCompare(key(b), data.lang) * (down ? -1 : 1) || (a.id < b.id ? -1 : 1));
      byId("table").tBodies[0].append(...order.map((card) => rows.get(card.id)));
    });
  }

  // ---- keys, tools, permalink ---------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && document.activeElement.type !== "checkbox";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      byId("search").focus();
      byId("search").select();
    } else if (event.key === "Escape") {
      // The focus must not fall off with the cards that go.
      if (byId("cards").contains(document.activeElement)) byId("panel").focus();
      byId("search").value = "";
      showMatches();
      select(null);
    }
  });
  byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  byId("fit").addEventListener("click", () => picture.fit());

  function remember() {
    const fragment = selection ? `#${selection.kind}=${encodeURIComponent(selection.id)}` : location.href.split("#")[0];
    // Inside a srcdoc frame (a notebook) the history is closed to us: the page works, without permalinks.
    try { history.replaceState(null, "", fragment); } catch { /* no permalink here */ }
  }

  function recall() {
    const match = /^#(node|arrow|claim)=(.+)$/.exec(location.hash);
    if (!match) return;
    let id = "";
    try { id = decodeURIComponent(match[2]); } catch { return; }
    const wanted = { kind: match[1], id };
    if (exists(wanted)) reach(wanted);
  }
  addEventListener("hashchange", recall);
  applyFilter();
  recall();

  globalThis.exitgraph = Object.freeze({ arrowPoint: picture.arrowPoint, nodePoint: picture.nodePoint, isShown: picture.isShown, view: picture.view, select });
}());
