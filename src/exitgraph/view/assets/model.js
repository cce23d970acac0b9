// What a page knows: nodes, arrows, claims and sources with their indices. Data come packed from a block of the file,
// or in any number of pieces from elsewhere: `add` takes whatever there is and keeps what was there.

function makeModel() {
  const model = {
    lang: "en", digest: "", title: "", itineraries: [],
    nodes: new Map(), arrows: new Map(), cards: new Map(), sources: new Map(), relations: new Map(), kinds: new Map(),
    claimsOf: new Map(), add,
  };

  function add(data) {
    for (const name of ["lang", "digest", "title", "itineraries"]) if (data[name] !== undefined) model[name] = data[name];
    for (const name of ["sources", "relations", "kinds", "nodes", "arrows"]) {
      for (const item of data[name] || []) model[name].set(item.id, item);
    }
    for (const id of model.nodes.keys()) if (!model.claimsOf.has(id)) model.claimsOf.set(id, []);
    for (const card of data.cards || []) {
      if (model.cards.has(card.id)) continue;
      card.subject_label = model.nodes.get(card.subject).label;
      if (card.target) card.object_label = model.nodes.get(card.target).label;
      card.title = card.positive
        ? `${card.subject_label} ${card.verb} ${card.object_label}`
        : `${card.subject_label} does NOT: ${card.verb} ${card.object_label}`;
      card.when = card.dates.map((date) => `${date.label} ${date.value}`).join("; ");
      card.contested = card.rivals.length + card.rivals_elsewhere > 0;
      model.cards.set(card.id, card);
      for (const end of new Set([card.subject, card.target])) if (model.claimsOf.has(end)) model.claimsOf.get(end).push(card.id);
    }
    return model;
  }
  return model;
}

// A block of the file: base64 of deflated JSON (exitgraph.view.html.read_block reads the same in Python).
async function readBlock(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

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
