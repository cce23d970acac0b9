// The whole state of a page as plain data, and as the fragment of its address: a permalink, also of a file on a disk.
// What is off is named, not what is on: a link stays right when the graph has grown.

const emptyState = () => ({
  selection: null, // { kind: "node" | "arrow" | "claim", id }
  off: { relation: new Set(), type: new Set(), letter: new Set(), digit: new Set() },
  document: "", polarity: "", hearsay: false, contested: false, inForce: "", knownBy: "",
  itinerary: 0, // 0: none is drawn
  view: null, // { x, y, scale }: null while the picture shows what it opened with
});

function writeState(state) {
  const parts = [];
  const put = (name, value) => { if (value) parts.push(`${name}=${encodeURIComponent(value)}`); };
  if (state.selection) put(state.selection.kind, state.selection.id);
  for (const [name, off] of Object.entries(state.off)) put(`no-${name}`, [...off].sort().join(","));
  put("document", state.document);
  put("polarity", state.polarity);
  put("only", [state.hearsay && "hearsay", state.contested && "contested"].filter(Boolean).join(","));
  put("in-force", state.inForce);
  put("known-by", state.knownBy);
  put("itinerary", state.itinerary ? String(state.itinerary) : "");
  if (state.view) put("view", [state.view.x.toFixed(1), state.view.y.toFixed(1), state.view.scale.toFixed(4)].join(","));
  return parts.join("&");
}

// Anybody may have written a link: what is not understood is left out, and nothing of it becomes markup.
function readState(fragment) {
  const state = emptyState();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const place = part.indexOf("=");
    if (place < 1) continue;
    const name = part.slice(0, place);
    let value = "";
    try { value = decodeURIComponent(part.slice(place + 1)); } catch { continue; }
    const off = /^no-(relation|type|letter|digit)$/.exec(name);
    const day = /^\d{4}-\d\d-\d\d$/.test(value) ? value : "";
    if (["node", "arrow", "claim"].includes(name)) state.selection = { kind: name, id: value };
    else if (off) state.off[off[1]] = new Set(value.split(",").filter(Boolean));
    else if (name === "document" || name === "polarity") state[name] = value;
    else if (name === "only") { state.hearsay = value.split(",").includes("hearsay"); state.contested = value.split(",").includes("contested"); }
    else if (name === "in-force") state.inForce = day;
    else if (name === "known-by") state.knownBy = day;
    else if (name === "itinerary") state.itinerary = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    else if (name === "view") {
      const [x, y, scale] = value.split(",").map(Number);
      if ([x, y, scale].every(Number.isFinite) && scale > 0.01 && scale < 10) state.view = { x, y, scale };
    }
  }
  return state;
}
