// The page of a file: its data, its parts, and what passes between them. Parts know the model, never where it is from.

async function page() {
  const { nodes, edges, options, data } = await readBlock(byId("exitgraph-data").textContent);
  const model = makeModel().add(unpack(data));
  if (matchMedia("(max-width: 1099px)").matches) byId("filters").open = false;

  let selection = null; // { kind: "node" | "arrow" | "claim", id }
  let visible = new Set(model.cards.keys());
  let ready = false; // while the page takes up a state, it writes none

  const filter = makeFilter(byId("filter-form"), model, applyFilter);
  const judge = makeJudge(model, filter.clocks);
  const cards = makeCards(model, judge);
  const panel = makePanel(model, cards, select);
  const table = makeTable(model, judge, reach);
  const search = makeSearch(model, reach);
  // What changes the page comes before the picture, which measures it: one layout of the table is enough.
  fillLists();
  table.show(visible);
  const picture = makePicture(byId("canvas"), nodes, edges, options, model, {
    node: (id) => select({ kind: "node", id }),
    arrow: (id) => select({ kind: "arrow", id }),
    leg: (number) => { select(null); itineraries.goTo(number); },
    nothing: () => select(null),
    moved: remember,
  });
  const itineraries = makeItineraries(model, picture, remember);

  walkable(byId("matches"), reach, byId("search"));
  walkable(byId("node-list"), reach, null);

  // ---- filter -------------------------------------------------------------------------------------------------

  function applyFilter() {
    const passing = [...model.cards.values()].filter((card) => filter.passes(card, judge));
    visible = new Set(passing.map((card) => card.id));
    const arrowIds = new Set(passing.map((card) => card.arrow).filter(Boolean));
    const all = visible.size === model.cards.size;
    const nodeIds = new Set(all ? model.nodes.keys() : passing.flatMap((card) => [card.subject, card.target].filter(Boolean)));
    table.show(visible);
    for (const button of byId("node-list").querySelectorAll("button")) button.parentElement.hidden = !nodeIds.has(button.dataset.node);
    byId("count").textContent = `${visible.size} of ${model.cards.size} claims, ${nodeIds.size} nodes`;
    byId("told").textContent = `Shown: ${filter.told()}.`;
    picture.show(nodeIds, arrowIds);
    if (selection) showSelection();
    remember();
  }

  // ---- selection ----------------------------------------------------------------------------------------------

  function exists(wanted) {
    return wanted !== null && { node: model.nodes, arrow: model.arrows, claim: model.cards }[wanted.kind].has(wanted.id);
  }

  function select(wanted) {
    selection = exists(wanted) ? wanted : null;
    if (!selection) panel.forget();
    const card = selection && selection.kind === "claim" ? model.cards.get(selection.id) : null;
    picture.choose(
      selection && selection.kind === "node" ? selection.id : card && !card.arrow ? card.subject : null,
      selection && selection.kind === "arrow" ? selection.id : (card && card.arrow) || null,
    );
    showSelection();
    byId("panel").scrollTop = 0;
    remember();
  }

  function showSelection() {
    const shown = panel.show(selection, visible);
    table.mark(selection ? shown : []);
  }

  // Select, bring into view and move the focus to the panel: what a choice by keyboard or link does.
  function reach(wanted) {
    select(wanted);
    if (!selection) return;
    const card = selection.kind === "claim" ? model.cards.get(selection.id) : null;
    picture.centre(card ? card.subject : selection.kind === "arrow" ? model.arrows.get(selection.id).source : selection.id);
    moveTo((card && byId("cards").querySelector("summary")) || byId("panel-title"));
  }

  byId("panel").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-claim]");
    if (!link) return;
    event.preventDefault();
    panel.leave(selection, link.dataset.claim);
    reach({ kind: "claim", id: link.dataset.claim });
  });
  byId("clear").addEventListener("click", () => { select(null); byId("search").focus(); });

  // ---- lists that are made once -------------------------------------------------------------------------------

  function fillLists() {
    const shapeOf = (kind) => {
      const drawn = byId("shape-" + kind);
      return drawn ? drawn.firstElementChild.cloneNode(true) : "";
    };
    const compare = new Intl.Collator(model.lang).compare;
    const byLabel = [...model.nodes.values()].sort((a, b) => compare(a.label, b.label) || (a.id < b.id ? -1 : 1));
    byId("node-list").append(...byLabel.map((node) => make("li", {}, make("button", { type: "button", "data-node": node.id }, shapeOf(node.kind), bdi(node.label, model.lang)))));
    const contested = [...model.cards.values()].filter((card) => card.rivals.length);
    byId("contested").hidden = contested.length === 0;
    byId("contested-count").textContent = contested.length;
    byId("contested-list").append(...contested.map((card) => {
      const source = model.sources.get(card.source);
      return make("li", {}, claimLink(card.id, bdi(card.title, model.lang)), make("span", { class: "hint" }, " (", bdi(source.publisher), `, ${source.published})`));
    }));
  }

  // ---- keys, tools, what can be taken away --------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const active = document.activeElement;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName) && !["checkbox", "range"].includes(active.type);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      byId("search").focus();
      byId("search").select();
    } else if (event.key === "Escape") {
      // The focus must not fall off with the cards that go.
      if (byId("cards").contains(active) || active.id === "back" || active.id === "clear") byId("panel").focus();
      search.clear();
      select(null);
    }
  });
  byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  byId("fit").addEventListener("click", () => picture.fit());

  const words = () => [model.title, `${byId("count").textContent}. ${byId("told").textContent}`, byId("banner").textContent.replace(/\s+/g, " ").trim()];
  byId("save-csv").addEventListener("click", () => download("exitgraph.csv", [csvOf(table.visible(), model, judge)], "text/csv;charset=utf-8"));
  byId("save-svg").addEventListener("click", () => download("exitgraph.svg", [picture.drawing({ title: model.title, lines: words() })], "image/svg+xml"));
  byId("save-png").addEventListener("click", async () => {
    const { page: paper, text: ink } = picture.colours();
    download("exitgraph.png", [await pngOf(picture.canvas(), { lines: words(), paper, ink })], "image/png");
  });
  byId("print").addEventListener("click", () => print());
  byId("copy-link").addEventListener("click", () => offerCopy(location.href, byId("link"), byId("link-said")));
  byId("link").addEventListener("blur", () => { byId("link").hidden = true; byId("link-said").textContent = ""; });

  // ---- permalink ----------------------------------------------------------------------------------------------

  function state() {
    return { ...emptyState(), ...filter.read(), selection, itinerary: itineraries.drawn(), view: picture.moved() ? picture.view() : null };
  }

  function remember() {
    if (!ready) return;
    const fragment = writeState(state());
    // Inside a srcdoc frame (a notebook) the history is closed to us: the page works, without permalinks.
    try { history.replaceState(null, "", fragment ? "#" + fragment : location.href.split("#")[0]); } catch { /* no permalink here */ }
  }

  function recall() {
    const wanted = readState(location.hash);
    ready = false;
    filter.write(wanted);
    itineraries.draw(wanted.itinerary);
    applyFilter();
    select(wanted.selection);
    // A link to a claim alone shows where it is drawn; one with a view keeps to that.
    if (selection && !wanted.view) reach(selection);
    else picture.goTo(wanted.view);
    ready = true;
    remember();
  }
  addEventListener("hashchange", recall);
  recall();

  globalThis.exitgraph = Object.freeze({
    arrowPoint: picture.arrowPoint, arrowWords: picture.arrowWords, nodePoint: picture.nodePoint, isShown: picture.isShown, legs: picture.legs, view: picture.view, select, state: () => writeState(state()),
  });
}

if (typeof DecompressionStream === "function" && CSS.supports("color", "light-dark(red, red)")) page();
else {
  document.body.classList.add("no-script");
  byId("too-old").hidden = false;
}
