// The picture as SVG, drawn anew from the same positions: text stays text, everything is escaped, nothing is loaded.

function svgOf(network, nodes, edges, { colours, fontSize, lettered, text, title, lines }) {
  const escape = (value) => String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const round = (number) => Math.round(number * 10) / 10;
  const tag = (name, attributes, inside) => `<${name}${Object.entries(attributes).filter(([, value]) => value !== undefined && value !== "").map(([key, value]) => ` ${key}="${escape(typeof value === "number" ? round(value) : value)}"`).join("")}${inside === undefined ? "/>" : `>${inside}</${name}>`}`;
  const at = new Map(nodes.map((node) => [node.id, node]));
  const out = [];

  const half = (node) => {
    if (node.shape !== "box") return { x: node.size || 10, y: node.size || 10 };
    const rows = text(node.id).split("\n");
    return { x: Math.max(...rows.map((row) => row.length)) * fontSize * 0.28 + 6, y: rows.length * fontSize * 0.6 + 5 };
  };
  const inside = (point, node) => {
    const size = half(node);
    const [dx, dy] = [point.x - node.x, point.y - node.y];
    return node.shape === "box" ? Math.abs(dx) < size.x + 1 && Math.abs(dy) < size.y + 1 : Math.hypot(dx, dy) < size.x + 1;
  };
  const along = ([p0, p1, p2], t) => ({ x: (1 - t) ** 2 * p0.x + 2 * t * (1 - t) * p1.x + t * t * p2.x, y: (1 - t) ** 2 * p0.y + 2 * t * (1 - t) * p1.y + t * t * p2.y });
  const polygon = (points, fill, opacity) => tag("polygon", { points: points.map((one) => `${round(one.x)},${round(one.y)}`).join(" "), fill, "fill-opacity": opacity });
  const shifted = (point, angle, length, side = 0) => ({ x: point.x + Math.cos(angle) * length - Math.sin(angle) * side, y: point.y + Math.sin(angle) * length + Math.cos(angle) * side });

  function words(value, x, y, { fill, size = fontSize, weight } = {}) {
    const rows = String(value).split("\n");
    const first = y + size * 0.35 - ((rows.length - 1) * size * 1.2) / 2;
    const spans = rows.map((row, place) => tag("tspan", { x, y: first + place * size * 1.2 }, escape(row))).join("");
    return tag("text", { "font-size": size, "text-anchor": "middle", fill, "font-weight": weight, stroke: colours.page, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }, spans);
  }

  for (const edge of edges) {
    const [from, to] = [at.get(edge.from), at.get(edge.to)];
    if (!from || !to) continue;
    const stroke = edge.color.color;
    const opacity = edge.color.opacity;
    const width = edge.width || 1.4;
    const dash = edge.dashes ? edge.dashes.join(" ") : undefined;
    const look = { fill: "none", stroke, "stroke-width": width, "stroke-opacity": opacity, "stroke-dasharray": dash };
    if (from === to) {
      const { size = 20, angle = 0.8 } = edge.selfReference || {};
      const centre = shifted(from, -angle, half(from).x + size * 0.6);
      out.push(tag("circle", { cx: centre.x, cy: centre.y, r: size, ...look }));
      if (edge.label) out.push(words(edge.label, centre.x, centre.y - size, { fill: colours.text }));
      continue;
    }
    const type = network.body.edges[edge.id].edgeType;
    const middle = type.getPoint(0.5);
    const curve = [from, { x: 2 * middle.x - (from.x + to.x) / 2, y: 2 * middle.y - (from.y + to.y) / 2 }, to];
    let [start, end] = [0, 1];
    while (start < 0.5 && inside(along(curve, start), from)) start += 0.01;
    while (end > 0.5 && inside(along(curve, end), to)) end -= 0.01;
    // The part between the shapes is a curve of the same kind.
    const [p, q] = [along(curve, start), along(curve, end)];
    const m = along(curve, (start + end) / 2);
    const c = { x: 2 * m.x - (p.x + q.x) / 2, y: 2 * m.y - (p.y + q.y) / 2 };
    out.push(tag("path", { d: `M${round(p.x)} ${round(p.y)}Q${round(c.x)} ${round(c.y)} ${round(q.x)} ${round(q.y)}`, ...look }));
    const before = along(curve, end - 0.03);
    const angle = Math.atan2(q.y - before.y, q.x - before.x);
    const ends = (edge.arrows && edge.arrows.to) || {};
    if (ends.type === "bar") out.push(tag("path", { d: `M${[shifted(q, angle, 0, -6), shifted(q, angle, 0, 6)].map((one) => `${round(one.x)} ${round(one.y)}`).join("L")}`, stroke, "stroke-width": 2.5, "stroke-opacity": opacity }));
    else out.push(polygon([q, shifted(q, angle, -9, 4), shifted(q, angle, -7), shifted(q, angle, -9, -4)], stroke, opacity));
    if (edge.arrows && edge.arrows.middle) {
      const way = Math.atan2(to.y - from.y, to.x - from.x);
      out.push(polygon([shifted(m, way, 6), shifted(m, way, 0, 5), shifted(m, way, -6), shifted(m, way, 0, -5)], stroke, opacity));
    }
    if (edge.label) out.push(words(edge.label, m.x, m.y, { fill: colours.text, weight: edge.id.startsWith("leg:") ? 700 : undefined }));
  }

  const around = (node, corners, turn) => Array.from({ length: corners }, (_, place) => shifted(node, turn + (2 * Math.PI * place) / corners, half(node).x)).map((one) => `${round(one.x)},${round(one.y)}`).join(" ");
  const star = (node) => Array.from({ length: 10 }, (_, place) => shifted(node, -Math.PI / 2 + (Math.PI * place) / 5, half(node).x * (place % 2 ? 0.5 : 1.15))).map((one) => `${round(one.x)},${round(one.y)}`).join(" ");
  for (const node of nodes) {
    const { background: fill, border: stroke } = node.color;
    const look = { fill, stroke, "stroke-width": node.borderWidth, opacity: node.opacity, "stroke-dasharray": node.shapeProperties ? "3 3" : undefined };
    const size = half(node);
    if (node.shape === "box") out.push(tag("rect", { x: node.x - size.x, y: node.y - size.y, width: 2 * size.x, height: 2 * size.y, rx: 4, ...look }));
    else if (node.shape === "square") out.push(tag("rect", { x: node.x - size.x, y: node.y - size.y, width: 2 * size.x, height: 2 * size.y, ...look }));
    else if (node.shape === "triangle") out.push(tag("polygon", { points: around(node, 3, -Math.PI / 2), ...look }));
    else if (node.shape === "triangleDown") out.push(tag("polygon", { points: around(node, 3, Math.PI / 2), ...look }));
    else if (node.shape === "hexagon") out.push(tag("polygon", { points: around(node, 6, 0), ...look }));
    else if (node.shape === "diamond") out.push(tag("polygon", { points: around(node, 4, 0), ...look }));
    else if (node.shape === "star") out.push(tag("polygon", { points: star(node), ...look }));
    else out.push(tag("circle", { cx: node.x, cy: node.y, r: size.x, ...look }));
    const rows = text(node.id).split("\n").length;
    if (node.shape === "box") out.push(words(text(node.id), node.x, node.y, { fill: colours.text }));
    else if (lettered(node.id)) out.push(words(text(node.id), node.x, node.y + size.y + 4 + (rows * fontSize * 1.2) / 2, { fill: colours.text }));
  }

  const xs = nodes.flatMap((node) => [node.x - 90, node.x + 90]);
  const ys = nodes.flatMap((node) => [node.y - 50, node.y + 70]);
  const [left, top] = [Math.min(0, ...xs), Math.min(0, ...ys)];
  const [right, bottom] = [Math.max(0, ...xs), Math.max(0, ...ys)];
  // The words below are as large as the drawing is wide: it is looked at whole.
  const size = Math.max(fontSize, (right - left) / 90);
  const foot = lines.map((row, place) => tag("text", { x: left + size, y: bottom + (place + 1.2) * size * 1.5, "font-size": size, fill: colours.text }, escape(row))).join("");
  const height = bottom - top + (lines.length + 1) * size * 1.5;
  const box = [left, top, right - left, height].map(round).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${round(right - left)}" height="${round(height)}" font-family="system-ui, sans-serif" role="img">`
    + tag("title", {}, escape(title)) + tag("rect", { x: left, y: top, width: right - left, height, fill: colours.page }) + out.join("\n") + foot + "</svg>\n";
}
