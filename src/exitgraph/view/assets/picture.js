"use strict";
// The picture: vis-network with positions from the file, colours from the style sheet, and no tooltip.
// Nothing here writes markup; labels are drawn on the canvas as text.

function makePicture(box, nodes, edges, options, data, on) {
  const kindOf = new Map(data.nodes.map((node) => [node.id, node.kind]));
  const arrowOf = new Map(data.arrows.map((arrow) => [arrow.id, arrow]));
  const keyOf = new Map(data.relations.map((key) => [key.id, key]));
  let colours = readColours();
  let shown = { nodes: new Set(kindOf.keys()), arrows: new Set(arrowOf.keys()) };
  let chosen = { node: null, arrow: null };

  // In a large picture a label is drawn where it has room, those of hubs first, always in a size that can be read;
  // coming nearer makes room for more. A small picture has all its labels at once.
  const crowded = nodes.length > 90;
  const FONT = crowded ? 13 : 14;
  const measured = crowded ? measureLabels() : new Map();
  const byDegree = [...data.nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1)).map((node) => node.id);
  let labelled = new Set();
  let fontSize = FONT;
  let scaleOfLabels = 0;

  const nodeSet = new vis.DataSet(nodes.map((node) => ({ ...node, ...nodeLook(node.id) })));
  const edgeSet = new vis.DataSet(edges.map((edge) => ({ ...edge, from: arrowOf.get(edge.id).source, to: arrowOf.get(edge.id).target, ...edgeLook(edge.id) })));
  const network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, options);
  // The box around vis-network takes the keyboard; its own frame would be a second, unnamed stop.
  box.firstElementChild.tabIndex = -1;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const found = { text: value("--ink"), page: value("--paper"), focus: value("--focus"), families: {}, fills: {}, lines: {} };
    for (const key of data.relations) found.families[key.family] = value("--family-" + key.family);
    for (const kind of new Set(kindOf.values())) {
      found.fills[kind] = value("--kind-" + kind) || value("--kind-thing");
      found.lines[kind] = value(`--kind-${kind}-line`) || value("--kind-line");
    }
    return found;
  }

  function measureLabels() {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${FONT}px system-ui, sans-serif`;
    return new Map(nodes.map((node) => {
      const lines = node.label.split("\n");
      return [node.id, { text: node.label, width: Math.max(...lines.map((line) => pen.measureText(line).width)), height: lines.length * FONT * 1.2 }];
    }));
  }

  // Choose the labels for the present scale, in pixels of the screen; where the picture is moved to does not matter.
  function placeLabels() {
    const scale = network.getScale();
    const cells = new Map(); // a coarse grid, so that a label meets only its neighbours
    const SIDE = 140;
    const around = (one, act) => {
      for (let column = Math.floor(one.left / SIDE); column <= Math.floor(one.right / SIDE); column += 1) {
        for (let line = Math.floor(one.top / SIDE); line <= Math.floor(one.bottom / SIDE); line += 1) act(`${column} ${line}`);
      }
    };
    const put = (one) => around(one, (cell) => { if (cells.has(cell)) cells.get(cell).push(one); else cells.set(cell, [one]); });
    const meets = (one) => {
      let found = false;
      around(one, (cell) => {
        found = found || (cells.get(cell) || []).some((two) => two.id !== one.id && one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom);
      });
      return found;
    };
    const frames = new Map(nodes.filter((node) => shown.nodes.has(node.id)).map((node) => {
      const { width, height } = measured.get(node.id);
      const size = (node.size || 8) * scale;
      const inside = node.shape === "box";
      const top = node.y * scale + (inside ? -height / 2 - 4 : size);
      const half = width / 2 + (inside ? 6 : 2);
      return [node.id, { id: node.id, left: node.x * scale - half, right: node.x * scale + half, top, bottom: top + height + 6 }];
    }));
    // A label stays off the shapes of other nodes, except those of the most connected, which come first.
    const first = new Set(byDegree.slice(0, 24));
    const solid = [];
    for (const node of nodes) {
      if (!frames.has(node.id)) continue;
      const size = (node.size || 8) * scale;
      solid.push({ id: node.id, left: node.x * scale - size, right: node.x * scale + size, top: node.y * scale - size, bottom: node.y * scale + size });
    }
    labelled = new Set();
    const selected = chosen.node !== null || chosen.arrow !== null;
    const order = selected ? [...byDegree.filter(near), ...byDegree.filter((id) => !near(id))] : byDegree;
    const leading = (id) => (selected ? near(id) : first.has(id));
    const letter = (id) => {
      const frame = frames.get(id);
      if (!frame || (meets(frame) && id !== chosen.node)) return;
      labelled.add(id);
      put(frame);
    };
    if (selected) solid.filter((one) => near(one.id)).forEach(put);
    order.filter(leading).forEach(letter);
    solid.forEach(put);
    order.filter((id) => !leading(id)).forEach(letter);
    fontSize = FONT / scale;
    scaleOfLabels = scale;
  }

  function near(id) {
    if (chosen.node === null && chosen.arrow === null) return true;
    if (id === chosen.node) return true;
    const arrow = arrowOf.get(chosen.arrow);
    if (arrow) return id === arrow.source || id === arrow.target;
    return data.arrows.some((one) => shown.arrows.has(one.id)
      && ((one.source === chosen.node && one.target === id) || (one.target === chosen.node && one.source === id)));
  }

  function nodeLook(id) {
    const kind = kindOf.get(id);
    const close = near(id);
    const picked = id === chosen.node;
    const fill = colours.fills[kind];
    const line = picked ? colours.focus : colours.lines[kind];
    const colour = { background: fill, border: line };
    const lettered = crowded ? { label: labelled.has(id) ? measured.get(id).text : "" } : {};
    return {
      ...lettered,
      hidden: !shown.nodes.has(id),
      opacity: close ? 1 : 0.3,
      borderWidth: picked ? 3 : 1.5,
      color: { ...colour, highlight: colour, hover: colour },
      font: { color: close ? colours.text : fade(colours.text, 0.45), strokeWidth: kind === "concept" ? 0 : 4 * (fontSize / FONT), strokeColor: colours.page, face: "system-ui, sans-serif", size: fontSize },
    };
  }

  function edgeLook(id) {
    const arrow = arrowOf.get(id);
    const key = keyOf.get(arrow.relation);
    const picked = id === chosen.arrow;
    const close = picked || (chosen.arrow === null && (chosen.node === null || arrow.source === chosen.node || arrow.target === chosen.node));
    const colour = colours.families[key.family];
    return {
      hidden: !shown.arrows.has(id),
      dashes: key.dashes.length ? key.dashes : false,
      color: { color: colour, highlight: colour, hover: colour, opacity: !close ? (crowded ? 0.12 : 0.2) : crowded && chosen.node === null && chosen.arrow === null ? 0.55 : 1 },
      label: picked ? (arrow.positive ? key.label : "NOT: " + key.label) : undefined,
      font: { color: colours.text, strokeWidth: 4, strokeColor: colours.page, size: crowded ? fontSize : 12, face: "system-ui, sans-serif", align: "middle" },
      shadow: picked ? { enabled: true, color: colours.focus, size: 8, x: 0, y: 0 } : false,
    };
  }

  function fade(colour, share) {
    const match = /^#([0-9a-f]{6})$/i.exec(colour);
    if (!match) return colour;
    const number = parseInt(match[1], 16);
    return `rgba(${number >> 16}, ${(number >> 8) & 255}, ${number & 255}, ${share})`;
  }

  function paint() {
    if (crowded) placeLabels();
    nodeSet.update(nodes.map((node) => ({ id: node.id, ...nodeLook(node.id) })));
    edgeSet.update(edges.map((edge) => ({ id: edge.id, ...edgeLook(edge.id) })));
  }

  function fit() {
    // vis-network's own fit leaves labels out of account and wide margins around.
    const wanted = shown.nodes.size ? shown.nodes : kindOf;
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
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.min(room, 1.15), animation: false });
  }

  function zoom(factor) {
    const scale = Math.min(Math.max(network.getScale() * factor, 0.05), 6);
    network.moveTo({ scale, animation: false });
  }

  function pan(dx, dy) {
    const at = network.getViewPosition();
    const step = 60 / network.getScale();
    network.moveTo({ position: { x: at.x + dx * step, y: at.y + dy * step }, animation: false });
  }

  if (crowded) {
    network.on("afterDrawing", () => {
      // Only a change of scale moves labels; the guard keeps a drawing from causing the next one for ever.
      if (Math.abs(network.getScale() / scaleOfLabels - 1) > 0.02) {
        scaleOfLabels = network.getScale();
        setTimeout(paint, 0);
      }
    });
  }
  network.on("click", (event) => {
    if (event.nodes.length) on.node(event.nodes[0]);
    else if (event.edges.length) on.arrow(event.edges[0]);
    else on.nothing();
  });
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
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
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
      network.once("afterDrawing", () => setTimeout(fit, 0));
    }
  }).observe(box);
  function recolour(printing) {
    // Paper is white: the class keeps the dark palette out while the canvas is drawn for the printer.
    document.documentElement.classList.toggle("printing", printing);
    colours = readColours();
    paint();
    network.redraw();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => recolour(false));
  addEventListener("beforeprint", () => recolour(true));
  addEventListener("afterprint", () => recolour(false));
  function start() {
    fit();
    // Where the whole would be too small to read, the picture opens on its most connected node.
    if (crowded && network.getScale() < 0.3) network.moveTo({ position: network.getPosition(byDegree[0]), scale: 0.42, animation: false });
  }
  start();
  network.once("afterDrawing", start); // only now are the sizes of labels known

  return {
    fit,
    zoom,
    show(nodeIds, arrowIds) { shown = { nodes: nodeIds, arrows: arrowIds }; paint(); },
    choose(node, arrow) {
      chosen = { node, arrow };
      network.unselectAll();
      paint();
    },
    centre(id) {
      const at = network.getPosition(id);
      network.moveTo({ position: at, scale: Math.max(network.getScale(), 0.8), animation: false });
    },
    // For tests, and for whoever drives the page from outside: where an arrow or a node is in the window.
    arrowPoint(id) {
      const edge = network.body.edges[id];
      return inWindow(edge.edgeType.getPoint(0.4));
    },
    nodePoint(id) { return inWindow(network.getPosition(id)); },
    isShown(id) { return kindOf.has(id) ? shown.nodes.has(id) : shown.arrows.has(id); },
    view() { return { scale: network.getScale(), ...network.getViewPosition() }; },
  };

  function inWindow(point) {
    const inside = network.canvasToDOM(point);
    const frame = box.getBoundingClientRect();
    return { x: inside.x + frame.left, y: inside.y + frame.top };
  }
}
