// The picture: vis-network with given positions, colours from the style sheet, and no tooltip.
// Nothing here writes markup; labels are drawn on the canvas as text.

function makePicture(box, nodes, edges, options, model, on) {
  const kindOf = new Map(nodes.map((node) => [node.id, model.nodes.get(node.id).kind]));
  const arrowOf = model.arrows;
  const keyOf = model.relations;
  let colours = readColours();
  let shown = { nodes: new Set(kindOf.keys()), arrows: new Set(arrowOf.keys()) };
  let chosen = { node: null, arrow: null };
  let route = null; // the itinerary that is drawn: { legs, nodes, arrows: id -> numbers of its legs }
  let close = null; // what `closest` gave last
  const near = (id) => close === null || close.has(id);
  // The nodes of the itinerary that is drawn are seen whatever the filter leaves of their claims.
  const isSeen = (id) => shown.nodes.has(id) || (route !== null && route.nodes.has(id));
  let moved = false; // whether the reader has moved the picture: then it stays where it is

  // In a large picture a label is drawn where it has room, those of hubs first, always in a size that can be read;
  // coming nearer makes room for more. A small picture has all its labels at once.
  const crowded = nodes.length > model.crowd;
  const FONT = crowded ? 13 : 14;
  const byDegree = nodes.map((node) => model.nodes.get(node.id)).sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1)).map((node) => node.id);
  const labels = crowded ? makeLabels(nodes, byDegree, FONT) : null;
  let fontSize = FONT;

  // vis-network turns the words of an arrow along it, and loses those of one that lies level.
  const heights = new Map(nodes.map((node) => [node.id, node.y]));
  const level = (arrow) => heights.get(arrow.source) === heights.get(arrow.target);
  const textOf = new Map(nodes.map((node) => [node.id, node.label]));
  const nodeSet = new vis.DataSet(nodes.map((node) => ({ ...node, ...nodeLook(node.id) })));
  const edgeSet = new vis.DataSet(edges.map((edge) => ({ ...edge, from: arrowOf.get(edge.id).source, to: arrowOf.get(edge.id).target, ...edgeLook(edge.id) })));
  const network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, options);
  // The box around vis-network takes the keyboard; its own frame would be a second, unnamed stop.
  box.firstElementChild.tabIndex = -1;

  function readColours() {
    // What light-dark() comes to is told of a property only, never of a variable.
    const style = getComputedStyle(document.documentElement);
    const probe = document.body.appendChild(make("span", { hidden: true }));
    // Where the system forces its colours, a canvas is left as it is drawn: in one colour nothing could be read.
    probe.style.setProperty("forced-color-adjust", "none");
    const value = (name) => {
      if (!style.getPropertyValue(name).trim()) return "";
      probe.style.color = `var(${name})`;
      const parts = getComputedStyle(probe).color.match(/\d+/g).slice(0, 3);
      return "#" + parts.map((one) => Number(one).toString(16).padStart(2, "0")).join("");
    };
    const found = { text: value("--ink"), page: value("--paper"), focus: value("--focus"), families: {}, fills: {}, lines: {} };
    for (const key of model.relations.values()) found.families[key.family] = value("--family-" + key.family);
    for (const kind of new Set(kindOf.values())) {
      found.fills[kind] = value("--kind-" + kind) || value("--kind-thing");
      found.lines[kind] = value(`--kind-${kind}-line`) || value("--kind-line");
    }
    probe.remove();
    return found;
  }

  // The nodes that what is chosen concerns; `null` where nothing is.
  function closest() {
    if (chosen.node === null && chosen.arrow === null) return route ? route.nodes : null;
    const arrow = arrowOf.get(chosen.arrow);
    const found = new Set(arrow ? [arrow.source, arrow.target] : [chosen.node]);
    if (!arrow) {
      for (const id of shown.arrows) {
        const one = arrowOf.get(id);
        if (one.source === chosen.node) found.add(one.target);
        else if (one.target === chosen.node) found.add(one.source);
      }
    }
    return found;
  }

  function nodeLook(id) {
    const kind = kindOf.get(id);
    const lit = near(id);
    const picked = id === chosen.node;
    const fill = colours.fills[kind];
    const line = picked ? colours.focus : colours.lines[kind];
    const colour = { background: fill, border: line };
    const lettered = crowded ? { label: labels.of(id) } : {};
    // A box that has lost its words would keep their size.
    if (crowded && kind === "concept") Object.assign(lettered, lettered.label ? { shape: "box" } : { shape: "square", size: 6 });
    return {
      ...lettered,
      hidden: !isSeen(id),
      opacity: lit ? 1 : 0.3,
      borderWidth: picked ? 3 : 1.5,
      color: { ...colour, highlight: colour, hover: colour },
      font: { color: lit ? colours.text : fade(colours.text, 0.45), strokeWidth: kind === "concept" ? 0 : 4 * (fontSize / FONT), strokeColor: colours.page, face: "system-ui, sans-serif", size: fontSize },
    };
  }

  function edgeLook(id) {
    const arrow = arrowOf.get(id);
    const key = keyOf.get(arrow.relation);
    const picked = id === chosen.arrow;
    const nothing = chosen.arrow === null && chosen.node === null;
    const onWay = route ? route.arrows.get(id) : undefined;
    const lit = picked || (nothing ? !route || onWay !== undefined : chosen.arrow === null && (arrow.source === chosen.node || arrow.target === chosen.node));
    const words = picked ? (arrow.positive ? key.label : "NOT: " + key.label) : onWay ? `(${onWay.join(", ")})` : "";
    const colour = colours.families[key.family];
    return {
      hidden: !shown.arrows.has(id),
      dashes: key.dashes.length ? key.dashes : false,
      color: { color: colour, highlight: colour, hover: colour, opacity: !lit ? (crowded ? 0.12 : 0.2) : crowded && nothing && !route ? 0.55 : 1 },
      label: words,
      font: { color: colours.text, strokeWidth: 4, strokeColor: colours.page, size: crowded ? fontSize : 12, face: "system-ui, sans-serif", align: (onWay && !picked) || level(arrow) ? "horizontal" : "middle" },
      shadow: picked ? { enabled: true, color: colours.focus, size: 8, x: 0, y: 0 } : false,
    };
  }

  // The legs as arrows of their own, numbered; one that stays in its place is a loop.
  function drawRoute() {
    const old = edgeSet.getIds({ filter: (edge) => edge.id.startsWith("leg:") });
    if (old.length) edgeSet.remove(old);
    if (!route) return;
    const around = new Map();
    const thick = crowded ? Math.min(fontSize / FONT, 2.5) : 1; // a large picture is seen from afar
    edgeSet.add(route.legs.map((leg) => {
      const stays = leg.source === leg.target;
      const turn = around.get(leg.source) || 0;
      if (stays) around.set(leg.source, turn + 1);
      return {
        id: `leg:${leg.number}`, from: leg.source, to: leg.target, width: 4 * thick, label: String(leg.number),
        color: { color: colours.focus, highlight: colours.focus, hover: colours.focus, opacity: 1 },
        font: { color: colours.text, strokeWidth: 5, strokeColor: colours.page, size: (crowded ? fontSize : 14) * 1.15, face: "system-ui, sans-serif", align: "horizontal" },
        smooth: stays ? false : { enabled: true, type: "curvedCW", roundness: 0.28 },
        selfReference: stays ? { size: (22 + 4 * turn) * thick, angle: 0.8 + 1.6 * turn } : undefined,
      };
    }));
  }

  function fade(colour, share) {
    const match = /^#([0-9a-f]{6})$/i.exec(colour);
    if (!match) return colour;
    const number = parseInt(match[1], 16);
    return `rgba(${number >> 16}, ${(number >> 8) & 255}, ${number & 255}, ${share})`;
  }

  // Several changes at once are one painting, and what looks as it did is left alone: vis-network takes its time.
  let waiting = false;
  function paint() {
    if (!waiting) queueMicrotask(() => { if (waiting) paintNow(); });
    waiting = true;
  }
  const painted = new Map();
  const changed = (items, look) => items.map(({ id }) => ({ id, ...look(id) })).filter((item) => {
    const told = JSON.stringify(item);
    const differs = painted.get(item.id) !== told;
    painted.set(item.id, told);
    return differs;
  });
  function paintNow() {
    waiting = false;
    close = closest();
    if (crowded) fontSize = labels.place(network.getScale(), { seen: isSeen, close, picked: chosen.node });
    nodeSet.update(changed(nodes, nodeLook));
    edgeSet.update(changed(edges, edgeLook));
    drawRoute();
  }

  function fit(only) {
    // vis-network's own fit leaves labels out of account and wide margins around.
    const wanted = only || (shown.nodes.size ? shown.nodes : kindOf);
    // Where labels keep their size on the screen, they are no part of what is fitted, but need a margin.
    const boxes = crowded
      ? nodes.filter((node) => wanted.has(node.id)).map((node) => ({ left: node.x - 60, right: node.x + 60, top: node.y - 40, bottom: node.y + 60 }))
      : [...wanted.keys()].map((id) => network.getBoundingBox(id));
    if (!boxes.length) return;
    const left = Math.min(...boxes.map((one) => one.left));
    const right = Math.max(...boxes.map((one) => one.right));
    const top = Math.min(...boxes.map((one) => one.top));
    const bottom = Math.max(...boxes.map((one) => one.bottom));
    const room = 0.95 * Math.min(box.clientWidth / (right - left), box.clientHeight / (bottom - top));
    if (room > 0) network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.min(room, 1.15), animation: false });
  }

  function zoom(factor) {
    const scale = Math.min(Math.max(network.getScale() * factor, 0.05), 6);
    network.moveTo({ scale, animation: false });
    move();
  }

  // The reader has moved the picture: it is part of the state now.
  function move() {
    moved = true;
    on.moved();
  }

  function pan(dx, dy) {
    const at = network.getViewPosition();
    const step = 60 / network.getScale();
    network.moveTo({ position: { x: at.x + dx * step, y: at.y + dy * step }, animation: false });
    move();
  }

  if (crowded) {
    network.on("afterDrawing", () => {
      // Only a change of scale moves labels; the guard keeps a drawing from causing the next one for ever.
      if (Math.abs(network.getScale() / labels.scale() - 1) > 0.02) {
        labels.settle(network.getScale());
        setTimeout(paint, 0);
      }
    });
  }
  network.on("click", (event) => {
    if (event.nodes.length) on.node(event.nodes[0]);
    else if (event.edges.length && event.edges[0].startsWith("leg:")) on.leg(Number(event.edges[0].slice(4)));
    else if (event.edges.length) on.arrow(event.edges[0]);
    else on.nothing();
  });
  for (const what of ["zoom", "dragEnd"]) network.on(what, move);
  const cursor = (name) => () => { box.style.cursor = name; };
  for (const what of ["hoverNode", "hoverEdge"]) network.on(what, cursor("pointer"));
  for (const what of ["blurNode", "blurEdge"]) network.on(what, cursor("default"));

  // The wheel scrolls the page unless the picture has the focus: a page must never hold its reader.
  const wheel = (zoomView) => () => network.setOptions({ interaction: { zoomView } });
  box.addEventListener("focusin", wheel(true));
  box.addEventListener("focusout", wheel(false));
  box.addEventListener("pointerdown", () => box.focus({ preventScroll: true }));
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      ArrowLeft: () => pan(-1, 0), ArrowRight: () => pan(1, 0), ArrowUp: () => pan(0, -1), ArrowDown: () => pan(0, 1),
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: showAll,
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  let [width, height] = [box.clientWidth, box.clientHeight];
  new ResizeObserver(() => {
    if (Math.abs(box.clientWidth - width) > 40 || Math.abs(box.clientHeight - height) > 40) {
      [width, height] = [box.clientWidth, box.clientHeight];
      if (!moved) network.once("afterDrawing", () => setTimeout(start, 0));
    }
  }).observe(box);
  function recolour(printing) {
    // Paper is white: the class keeps the dark palette out while the canvas is drawn for the printer.
    document.documentElement.classList.toggle("printing", printing);
    colours = readColours();
    paintNow();
    network.redraw();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => recolour(false));
  new MutationObserver(() => recolour(false)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  addEventListener("beforeprint", () => recolour(true));
  addEventListener("afterprint", () => recolour(false));
  function showAll() {
    fit();
    moved = false;
    on.moved();
  }
  function start() {
    if (moved) return;
    // In a frame that is not laid out yet there is nothing to fit into.
    if (!box.clientWidth || !box.clientHeight) { network.once("resize", start); return; }
    fit();
    // Where the whole would be too small to read, the picture opens on its most connected node.
    if (crowded && network.getScale() < 0.3) network.moveTo({ position: network.getPosition(byDegree[0]), scale: 0.42, animation: false });
  }
  start();
  network.once("afterDrawing", start); // only now are the sizes of labels known

  return {
    fit: showAll,
    zoom,
    show(nodeIds, arrowIds) { shown = { nodes: nodeIds, arrows: arrowIds }; paint(); },
    choose(node, arrow) {
      chosen = { node, arrow };
      // vis-network measures and draws anew for it, which costs a layout of the whole page.
      const held = network.getSelection();
      if (held.nodes.length + held.edges.length) network.unselectAll();
      paint();
    },
    route(legs) {
      if (!legs && !route) return;
      route = null;
      if (legs) {
        route = { legs, nodes: new Set(legs.flatMap((leg) => [leg.source, leg.target])), arrows: new Map() };
        for (const leg of legs) {
          for (const claim of leg.claims) {
            const arrow = arrowOf.get(model.cards.get(claim)?.arrow);
            if (!arrow) continue;
            route.arrows.set(arrow.id, [...new Set([...(route.arrows.get(arrow.id) || []), leg.number])]);
            route.nodes.add(arrow.source).add(arrow.target);
          }
        }
      }
      paint();
    },
    fitRoute() { if (route) { fit(route.nodes); move(); } },
    centre(id) {
      const at = network.getPosition(id);
      network.moveTo({ position: at, scale: Math.max(network.getScale(), 0.8), animation: false });
      move();
    },
    view() { return { scale: network.getScale(), ...network.getViewPosition() }; },
    moved: () => moved,
    // Take the reader's own view, or that which the picture opens with.
    goTo(view) {
      moved = view !== null;
      if (view) network.moveTo({ position: { x: view.x, y: view.y }, scale: view.scale, animation: false });
      else start();
      if (crowded) paint();
    },
    canvas: () => box.querySelector("canvas"),
    colours: () => colours,
    drawing: (words) => svgOf(network, nodes.filter((node) => isSeen(node.id)).map((node) => nodeSet.get(node.id)), edgeSet.get().filter((edge) => !edge.hidden), { ...words, colours, fontSize: FONT, lettered: (id) => !crowded || labels.of(id) !== "", text: (id) => textOf.get(id) }),
    // For tests, and for whoever drives the page from outside: where an arrow or a node is in the window.
    arrowPoint(id) { return inWindow(network.body.edges[id].edgeType.getPoint(0.4)); },
    nodePoint(id) { return inWindow(network.getPosition(id)); },
    arrowWords(id) { return { text: edgeSet.get(id).label, align: edgeSet.get(id).font.align }; },
    isShown(id) { return kindOf.has(id) ? isSeen(id) : shown.arrows.has(id); },
    legs: () => edgeSet.getIds({ filter: (edge) => edge.id.startsWith("leg:") }),
  };

  function inWindow(point) {
    const inside = network.canvasToDOM(point);
    const frame = box.getBoundingClientRect();
    return { x: inside.x + frame.left, y: inside.y + frame.top };
  }
}
