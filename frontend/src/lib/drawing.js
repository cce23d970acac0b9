// A small picture of triples: force-directed (Fruchterman and Reingold 1991) from a circle, so that it is always the same.
import { make } from "./page.js";

const MOST = 80;
const [WIDTH, HEIGHT] = [1000, 640];

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Says which columns are drawn: subject, relation (or none), object. */
export function columns(result) {
  const at = (...names) => result.variables.findIndex((one) => names.includes(one));
  const told = [at("subject", "s", "from"), at("relation", "predicate", "p"), at("object", "o", "to")];
  if (told[0] >= 0 && told[2] >= 0) return told;
  const things = result.variables.map((_, place) => place).filter((place) => result.rows.some((row) => row[place]?.type === "uri"));
  return things.length < 2 ? null : [things[0], -1, things[1]];
}

/** Draws an answer; gives the figure and a sentence on what is in it. */
export function draw(result) {
  const chosen = columns(result);
  if (!chosen) return { figure: null, told: "A picture needs two columns of things; this answer has fewer." };
  const [from, by, to] = chosen;
  const nodes = new Map();
  const arrows = [];
  let left = 0;
  for (const row of result.rows) {
    const ends = [row[from], row[to]];
    if (!ends[0] || !ends[1]) continue;
    const fresh = ends.filter((one) => !nodes.has(one.value));
    if (nodes.size + fresh.length > MOST) {
      left += 1;
      continue;
    }
    for (const one of fresh) nodes.set(one.value, { ...one });
    const [a, b] = ends.map((one) => nodes.get(one.value));
    const label = by >= 0 && row[by] ? row[by].label : "";
    const same = arrows.find((one) => one.a === a && one.b === b);
    if (!same) arrows.push({ a, b, labels: new Set([label]) });
    else same.labels.add(label);
  }
  const all = [...nodes.values()];
  settle(all, arrows);
  const names = [result.variables[from], result.variables[to]];
  const told =
    `${all.length} things and ${arrows.length} arrows, from ${names[0]} to ${names[1]}` +
    (left ? `; ${left} rows more than can be read are left out, and stand in the table.` : "; all rows stand in the table.");
  return { figure: picture(all, arrows), told };
}

function settle(nodes, arrows) {
  const count = Math.max(nodes.length, 1);
  nodes.forEach((node, place) => {
    const turn = (2 * Math.PI * place) / count;
    node.x = WIDTH / 2 + Math.cos(turn) * WIDTH * 0.35;
    node.y = HEIGHT / 2 + Math.sin(turn) * HEIGHT * 0.35;
  });
  const apart = Math.sqrt((WIDTH * HEIGHT) / count) * 0.75;
  for (let step = 0, heat = 90; step < 250; step += 1, heat *= 0.975) {
    for (const node of nodes) [node.dx, node.dy] = [(WIDTH / 2 - node.x) * 0.03, (HEIGHT / 2 - node.y) * 0.05];
    for (let one = 0; one < nodes.length; one += 1) {
      for (let other = one + 1; other < nodes.length; other += 1) {
        push(nodes[one], nodes[other], (length) => (apart * apart) / length);
      }
    }
    for (const { a, b } of arrows) if (a !== b) push(a, b, (length) => -(length * length) / apart);
    for (const node of nodes) {
      const length = Math.hypot(node.dx, node.dy) || 1;
      node.x = Math.min(WIDTH - 90, Math.max(90, node.x + (node.dx / length) * Math.min(length, heat)));
      node.y = Math.min(HEIGHT - 30, Math.max(24, node.y + (node.dy / length) * Math.min(length, heat)));
    }
  }
}

function push(a, b, force) {
  const [x, y] = [a.x - b.x || 0.1, a.y - b.y || 0.1];
  const length = Math.hypot(x, y);
  const strength = force(length) / length;
  a.dx += x * strength;
  a.dy += y * strength;
  b.dx -= x * strength;
  b.dy -= y * strength;
}

function picture(nodes, arrows) {
  const head = svg("marker", { id: "head", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto" });
  head.append(svg("path", { d: "M0 0L10 5L0 10z", class: "head" }));
  const lines = arrows.map(({ a, b, labels }) => {
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [x, y] = [b.x - ((b.x - a.x) / length) * 9, b.y - ((b.y - a.y) / length) * 9];
    const line = svg("path", { d: `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}`, class: "arrow", "marker-end": "url(#head)" });
    const title = svg("title");
    title.textContent = `${a.label} → ${b.label}${[...labels].filter(Boolean).length ? `: ${[...labels].join(", ")}` : ""}`;
    const text = svg("text", { x: ((a.x + b.x) / 2).toFixed(1), y: ((a.y + b.y) / 2 - 3).toFixed(1), class: "by" });
    text.textContent = cut([...labels].filter(Boolean).join(", "), 26);
    line.append(title);
    return svg("g", {}, line, ...(arrows.length <= 25 ? [text] : []));
  });
  const points = nodes.map((node) => {
    const shape = node.type === "uri" ? svg("circle", { r: 7, class: "node" }) : svg("rect", { x: -6, y: -6, width: 12, height: 12, class: "node text" });
    const text = svg("text", { x: 0, y: 21, class: "name" });
    text.textContent = cut(node.label, 28);
    const title = svg("title");
    title.textContent = node.label;
    const within = node.path ? svg("a", { href: node.path }, title, shape, text) : svg("g", {}, title, shape, text);
    return svg("g", { transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` }, within);
  });
  const whole = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Picture of the answer; the table says the same" });
  whole.append(svg("defs", {}, head), ...lines, ...points);
  return make("div", { class: "picture scroll", tabindex: "0", role: "region", "aria-label": "Picture of the answer" }, whole);
}

function cut(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}
