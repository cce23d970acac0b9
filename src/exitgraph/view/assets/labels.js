// Labels of a large picture: one is drawn where it has room, those of hubs first, always in a size that can be read.

function makeLabels(nodes, byDegree, font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${font}px system-ui, sans-serif`;
  const measured = new Map(nodes.map((node) => {
    const lines = node.label.split("\n");
    return [node.id, { text: node.label, width: Math.max(...lines.map((one) => pen.measureText(one).width)), height: lines.length * font * 1.2 }];
  }));
  let labelled = new Set();
  let placedAt = 0;

  // A coarse grid, so that a label meets only its neighbours.
  function makeGrid() {
    const SIDE = 140;
    const cells = new Map();
    const around = (one, act) => {
      for (let column = Math.floor(one.left / SIDE); column <= Math.floor(one.right / SIDE); column += 1) {
        for (let row = Math.floor(one.top / SIDE); row <= Math.floor(one.bottom / SIDE); row += 1) act(`${column} ${row}`);
      }
    };
    return {
      put(one) { around(one, (cell) => { if (cells.has(cell)) cells.get(cell).push(one); else cells.set(cell, [one]); }); },
      meets(one) {
        let found = false;
        around(one, (cell) => {
          found = found || (cells.get(cell) || []).some((two) => two.id !== one.id && one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom);
        });
        return found;
      },
    };
  }

  // Choose the labels for a scale, in pixels of the screen; where the picture is moved to does not matter.
  // `close` are the nodes that what is chosen concerns, or null. Gives the font's size in units of the picture.
  function place(scale, { seen, close, picked }) {
    const grid = makeGrid();
    const frames = new Map();
    const solid = [];
    for (const node of nodes) {
      if (!seen(node.id)) continue;
      const { width, height } = measured.get(node.id);
      const size = (node.size || 8) * scale;
      const [x, y] = [node.x * scale, node.y * scale];
      const inside = node.shape === "box";
      const top = y + (inside ? -height / 2 - 4 : size);
      const half = width / 2 + (inside ? 6 : 2);
      frames.set(node.id, { id: node.id, inside, left: x - half, right: x + half, top, bottom: top + height + 6 });
      solid.push({ id: node.id, left: x - size, right: x + size, top: y - size, bottom: y + size });
    }
    labelled = new Set();
    // A label stays off the shapes of other nodes, except those of the most connected, which come first; a box would
    // hide what it stands on, and never does.
    const first = new Set(byDegree.slice(0, Math.min(24, nodes.length / 4)));
    const shapes = makeGrid();
    solid.forEach(shapes.put);
    const near = (id) => close !== null && close.has(id);
    const order = close ? [...byDegree.filter(near), ...byDegree.filter((id) => !near(id))] : byDegree;
    const leading = (id) => (close ? near(id) : first.has(id));
    const letter = (id) => {
      const frame = frames.get(id);
      if (!frame || (id !== picked && (grid.meets(frame) || (frame.inside && shapes.meets(frame))))) return;
      labelled.add(id);
      grid.put(frame);
    };
    if (close) solid.filter((one) => near(one.id)).forEach(grid.put);
    order.filter(leading).forEach(letter);
    solid.forEach(grid.put);
    order.filter((id) => !leading(id)).forEach(letter);
    placedAt = scale;
    return font / scale;
  }

  return { place, of: (id) => (labelled.has(id) ? measured.get(id).text : ""), scale: () => placedAt, settle(scale) { placedAt = scale; } };
}
