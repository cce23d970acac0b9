// Search in labels of all languages, and in the words of claims. Enter takes the first match.

function makeSearch(model, open) {
  const MOST = 12;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const field = byId("search");
  const list = byId("matches");
  let nodeTexts = null; // made when first needed: a page opens sooner without
  let cardTexts = null;

  function matches(query) {
    const wanted = plain(query.trim());
    if (!wanted) return { nodes: [], claims: [] };
    nodeTexts ||= [...model.nodes.values()].map((node) => [node.id, node.names.concat(node.label).map(plain)]);
    cardTexts ||= [...model.cards.values()].map((card) => [card.id, plain([card.title, card.gist, card.note, ...card.keys].join("\n"))]);
    const mark = (names) => Math.min(...names.map((name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 9)));
    const found = nodeTexts.map(([id, names]) => [mark(names), id]).filter(([grade]) => grade < 9);
    found.sort((a, b) => a[0] - b[0]);
    return { nodes: found.map(([, id]) => id), claims: cardTexts.filter(([, text]) => text.includes(wanted)).map(([id]) => id) };
  }

  function show() {
    const found = matches(field.value);
    const items = found.nodes.slice(0, MOST).map((id) => {
      const node = model.nodes.get(id);
      return make("li", {}, make("button", { type: "button", "data-node": id }, bdi(node.label, model.lang), make("span", { class: "number", text: model.kinds.get(node.kind).label })));
    });
    const rest = found.claims.slice(0, MOST).map((id) => make("li", {}, make("button", { type: "button", "data-claim": id }, bdi(model.cards.get(id).title, model.lang))));
    list.replaceChildren(...items, ...rest);
    list.hidden = items.length + rest.length === 0;
    const more = found.nodes.length > MOST || found.claims.length > MOST ? `; the first ${MOST} of each are listed` : "";
    byId("match-count").textContent = field.value.trim() ? `${found.nodes.length} nodes and ${found.claims.length} claims match${more}.` : "";
    return found;
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      const first = list.querySelector("button");
      if (first) { event.preventDefault(); first.focus(); }
    } else if (event.key === "Enter") {
      event.preventDefault();
      const found = show();
      if (found.nodes.length) open({ kind: "node", id: found.nodes[0] });
      else if (found.claims.length) open({ kind: "claim", id: found.claims[0] });
      // Where the page shows a part of the graph, the rest of it knows more.
      else if (field.dataset.beyond && field.value.trim()) location.assign(field.dataset.beyond + encodeURIComponent(field.value.trim()));
    }
  });
  return { clear() { field.value = ""; show(); }, forget() { nodeTexts = null; cardTexts = null; } };
}

// A list of buttons that name nodes or claims: a click opens, the arrow keys walk.
function walkable(list, open, before) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.node !== undefined) open({ kind: "node", id: button.dataset.node });
    else if (button.dataset.claim !== undefined) open({ kind: "claim", id: button.dataset.claim });
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("li:not([hidden]) button")];
    const next = buttons.indexOf(document.activeElement) + step;
    if (next < 0 && before) before.focus();
    else if (buttons[next]) buttons[next].focus();
  });
}
