// Answers of the endpoint: read, shown as a table, written as CSV.
import { make } from "./page.js";

const DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";
const STRING = "http://www.w3.org/2001/XMLSchema#string";

/** Reads an answer into what the page embeds: form, variables, rows of cells. */
export function read(type, text) {
  if (type.includes("n-triples")) {
    const rows = triples(text);
    return { form: "construct", truth: null, variables: ["subject", "relation", "object"], rows, total: rows.length };
  }
  const whole = JSON.parse(text);
  if ("boolean" in whole) return { form: "ask", truth: whole.boolean, variables: [], rows: [], total: 0 };
  const variables = whole.head.vars;
  const rows = whole.results.bindings.map((binding) => variables.map((name) => (binding[name] ? cell(binding[name]) : null)));
  return { form: "select", truth: null, variables, rows, total: rows.length };
}

function cell(term) {
  if (term.type === "uri") return { type: "uri", value: term.value, label: term.value, path: "", lang: "" };
  if (term.type === "bnode") return { type: "bnode", value: `_:${term.value}`, label: `_:${term.value}` };
  return literal(term.value, term["xml:lang"] ?? "", term.datatype ?? "");
}

function literal(value, lang, datatype) {
  const day = datatype === DATE_TIME && /^\d{4}-\d\d-\d\dT(00:00:00|23:59:59)Z$/.test(value);
  return { type: "literal", value, label: day ? value.slice(0, 10) : value, lang, datatype: datatype === STRING ? "" : datatype };
}

const TERM = /<([^>]*)>|_:([^\s]+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?/gy;
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescape(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, char) =>
    char ? (ESCAPES[char] ?? char) : String.fromCodePoint(parseInt(short ?? long, 16)),
  );
}

/** Reads N-Triples, as the endpoint writes them. */
function triples(text) {
  const rows = [];
  for (const line of text.split("\n")) {
    const row = [];
    TERM.lastIndex = 0;
    while (row.length < 3) {
      while (line[TERM.lastIndex] === " ") TERM.lastIndex += 1;
      const at = TERM.lastIndex;
      const found = TERM.exec(line);
      if (!found) break;
      if (line[at] === "<") row.push(cell({ type: "uri", value: unescape(found[1]) }));
      else if (line[at] === "_") row.push(cell({ type: "bnode", value: found[2] }));
      else row.push(literal(unescape(found[3]), found[4] ?? "", found[5] ?? ""));
    }
    if (row.length === 3) rows.push(row);
  }
  return rows;
}

/** Asks the server what the things of some rows are called, and writes it into their cells. */
export async function name(rows) {
  const cells = rows.flat().filter((one) => one?.type === "uri" && !one.named);
  const wanted = [...new Set(cells.map((one) => one.value))];
  const found = {};
  for (let from = 0; from < wanted.length; from += 1000) {
    const answer = await fetch("/query/labels", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wanted.slice(from, from + 1000)),
    });
    if (answer.ok) Object.assign(found, await answer.json());
  }
  for (const one of cells) Object.assign(one, found[one.value] ?? {}, { named: true });
}

/** What is shown of one cell: a link with its label, a date as a day, a text with its language. */
export function shown(one) {
  if (!one) return "";
  const words = make("bdi", { lang: one.lang, title: one.label !== one.value && one.type === "literal" && one.value }, one.label);
  if (one.type === "uri" && one.path) return make("a", { href: one.path }, words);
  if (one.lang && one.type === "literal") {
    const both = document.createDocumentFragment();
    both.append(words, " ", make("span", { class: "lang" }, one.lang));
    return both;
  }
  return words;
}

/** Makes the table of an answer, its first `most` rows. */
export function table(result, most) {
  const head = make("tr", {}, ...result.variables.map((one) => make("th", { scope: "col" }, one)));
  const rows = result.rows.slice(0, most).map((row) => make("tr", {}, ...row.map((one) => make("td", {}, shown(one)))));
  const caption = make("caption", { class: "visually-hidden" }, "Rows of the answer");
  const whole = make("table", { class: "rows" }, caption, make("thead", {}, head), make("tbody", {}, ...rows));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of the answer" }, whole);
}

/** Writes an answer as SPARQL 1.1 Query Results CSV. */
export function csv(result) {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  if (result.form === "ask") return `boolean\r\n${result.truth}\r\n`;
  const lines = [result.variables, ...result.rows.map((row) => row.map((one) => one?.value ?? ""))];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

/** Writes an answer as SPARQL 1.1 Query Results JSON; triples as a list of three terms each. */
export function json(result) {
  const term = (one) => ({
    type: one.type,
    value: one.type === "bnode" ? one.value.slice(2) : one.value,
    ...(one.type === "literal" && one.lang ? { "xml:lang": one.lang } : {}),
    ...(one.type === "literal" && one.datatype && !one.lang ? { datatype: one.datatype } : {}),
  });
  if (result.form === "ask") return JSON.stringify({ head: {}, boolean: result.truth }, null, 1);
  if (result.form === "construct") return JSON.stringify({ triples: result.rows.map((row) => row.map(term)) }, null, 1);
  const bindings = result.rows.map((row) =>
    Object.fromEntries(row.flatMap((one, place) => (one ? [[result.variables[place], term(one)]] : []))),
  );
  return JSON.stringify({ head: { vars: result.variables }, results: { bindings } }, null, 1);
}
