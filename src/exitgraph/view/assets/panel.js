// The panel: the claims of what is chosen, and the way back through what was chosen before.

function makePanel(model, cards, choose) {
  const label = (text) => bdi(text, model.lang);
  const empty = { title: byId("panel-title").textContent };
  const before = []; // what was chosen before, with the claim whose link led on

  function claims(selection) {
    if (!selection) return [];
    if (selection.kind === "claim") return [selection.id];
    return selection.kind === "node" ? model.claimsOf.get(selection.id) : model.arrows.get(selection.id).claims;
  }

  // Show what is chosen as far as `visible` lets it; a claim that was asked for by name is shown in any case.
  function show(selection, visible) {
    const list = claims(selection);
    const shown = list.filter((id) => visible.has(id) || selection.kind === "claim");
    byId("panel-empty").hidden = selection !== null;
    byId("clear").hidden = selection === null;
    byId("back").hidden = before.length === 0;
    const title = byId("panel-title");
    title.replaceChildren();
    if (!selection) title.textContent = empty.title;
    else if (selection.kind === "node") title.append(label(model.nodes.get(selection.id).label), ` (${shown.length})`);
    else title.textContent = selection.kind === "arrow" ? `Claims of this arrow (${shown.length})` : "Claim";
    const opened = new Set([...byId("cards").querySelectorAll("details[open]")].map((one) => one.dataset.claim));
    const made = shown.map((id) => cards.card(id, shown.length <= 3 || opened.has(id)));
    if (shown.length < list.length) made.push(make("p", { class: "hint", text: `${list.length - shown.length} more left out by the filter.` }));
    byId("cards").replaceChildren(...made);
    return shown;
  }

  // Remember where the reader was before a link is followed; the same place twice is once.
  function leave(selection, link) {
    before.push({ selection, link });
    if (before.length > 100) before.shift();
  }

  function goBack() {
    const last = before.pop();
    if (!last) return;
    choose(last.selection);
    const links = [...byId("panel").querySelectorAll("a[data-claim]")].filter((one) => one.dataset.claim === last.link);
    for (const link of links) for (let fold = link.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    moveTo(links[0] || byId("panel-title"));
  }

  byId("back").addEventListener("click", goBack);
  return { show, leave, claims, forget() { before.length = 0; } };
}
