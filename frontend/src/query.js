// The SPARQL page: an editor in the place of the textarea, answers without a new page, four ways to show them.
import { draw } from "./lib/drawing.js";
import { editor } from "./lib/editor.js";
import { address, copy, download, embedded, make, say, twin } from "./lib/page.js";
import { csv, json, name, read, table } from "./lib/results.js";

const WORDS = {
  running: "The query runs.",
  cancelled: "Cancelled. The server has stopped it.",
  refused: "Not answered.",
  silent: "The server does not answer. Is `exitgraph serve` still running?",
  empty: "The graph does not say so, which is not the same as its not being so.",
};
const MOST = 1000;

const data = embedded();
const at = (id) => document.getElementById(id);
const area = at("text");
const state = { result: data.result, view: data.view, bound: data.query, running: null };

const code = editor({
  parent: at("editor"),
  text: area.value,
  nonce: document.querySelector("script[nonce]").nonce,
  label: "SPARQL query",
  words: () => twin("/query/vocabulary"),
  run,
  changed: (text) => {
    area.value = text;
  },
});
area.hidden = true;
at("editor").hidden = false;
at("text-label").addEventListener("click", () => code.focus());

/** Whether the text is still the one that the named question gave. */
const untouched = () => data.question && code.text === state.bound;

function remember() {
  const view = state.view === "table" ? "" : state.view;
  if (untouched()) {
    const given = Object.fromEntries(data.question.parameters.filter((one) => one.value).map((one) => [`p.${one.name}`, one.value]));
    address({ name: data.question.name, ...given, view });
  } else address({ query: code.text, view });
}

/** Puts the place that a message names into the editor: `query:3:14`. */
function mark(where, message) {
  const found = /:(\d+):(\d+)$/.exec(where ?? "");
  code.mark(found ? { line: Number(found[1]), column: Number(found[2]) } : null, message);
}

function trouble(what, hint, where) {
  const place = where ? [make("code", {}, make("bdi", {}, where)), ": "] : [];
  const text = [make("strong", {}, WORDS.refused), " ", ...place, make("bdi", {}, what), hint ? " " : "", hint ? make("bdi", {}, hint) : ""];
  at("problem").replaceChildren(make("p", { class: "trouble" }, ...text));
  at("result").hidden = true;
  mark(where, what);
  say(`${WORDS.refused} ${where ? `${where}: ` : ""}${what} ${hint ?? ""}`);
}

async function run() {
  state.running?.abort();
  const running = new AbortController();
  state.running = running;
  at("cancel").hidden = false;
  at("run").setAttribute("aria-busy", "true");
  at("problem").replaceChildren();
  mark("", "");
  say(WORDS.running);
  remember();
  try {
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Accept: "application/sparql-results+json, application/n-triples;q=0.9, application/problem+json;q=0.1",
      },
      body: new URLSearchParams({ query: code.text }),
      signal: running.signal,
    });
    const text = await answer.text();
    if (!answer.ok) {
      let told = {};
      try {
        told = JSON.parse(text);
      } catch {
        told = { detail: text.trim() };
      }
      trouble(told.detail ?? answer.statusText, told.hint, told.where);
      return;
    }
    const result = read(answer.headers.get("Content-Type") ?? "", text);
    await name(result.rows.slice(0, MOST));
    state.result = result;
    show();
    await doubt(result);
    say(at("count").textContent);
  } catch (error) {
    if (error.name === "AbortError") {
      if (state.running === running) {
        at("problem").replaceChildren(make("p", { class: "note" }, WORDS.cancelled));
        say(WORDS.cancelled);
      }
    } else trouble(WORDS.silent);
  } finally {
    if (state.running === running) {
      state.running = null;
      at("cancel").hidden = true;
      at("run").removeAttribute("aria-busy");
    }
  }
}

/** Where nothing was found: names that name nothing, so that a slip of the pen is no finding. */
async function doubt(result) {
  const list = at("unknown");
  list.replaceChildren();
  list.hidden = true;
  if (result.total || result.form === "ask") return;
  const answer = await fetch(`/query/unknown?${new URLSearchParams({ query: code.text })}`);
  const found = answer.ok ? await answer.json() : [];
  list.append(...found.map((one) => make("li", {}, make("bdi", {}, one))));
  list.hidden = found.length === 0;
}

function counted(result, told) {
  if (result.form === "ask") return result.truth ? "Yes." : "No.";
  const what = `${result.form === "construct" ? "triple" : "row"}${result.total === 1 ? "" : "s"}`;
  const cutting = result.total > Math.min(result.rows.length, MOST) && state.view === "table";
  const cut = cutting ? `, of which the first ${MOST} are shown` : "";
  return `${result.total} ${what}${cut}.${result.total ? "" : ` ${(untouched() && data.empty) || WORDS.empty}`}${told ? ` ${told}` : ""}`;
}

function show() {
  const { result, view } = state;
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  at("result").hidden = !result;
  if (!result) return;
  let told = "";
  let inside = [];
  if (view === "graph" && result.rows.length) {
    const drawn = draw({ ...result, rows: result.rows.slice(0, MOST) });
    told = drawn.told;
    inside = drawn.figure ? [drawn.figure] : [];
  } else if (view === "json" || view === "csv") {
    const text = view === "json" ? json(result) : csv(result);
    inside = [make("pre", { class: "scroll written", tabindex: "0" }, text)];
  } else if (result.rows.length) inside = [table(result, MOST)];
  at("shown").replaceChildren(...inside);
  at("count").textContent = counted(result, told);
}

for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => {
    state.view = button.dataset.view;
    show();
    say(at("count").textContent);
    const here = Object.fromEntries(new URLSearchParams(location.search));
    address({ ...here, view: state.view === "table" ? "" : state.view });
  });
}

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A here-document whose end does not stand in the text. */
function here(command, text) {
  let end = "SPARQL";
  while (text.split("\n").includes(end)) end += "_";
  return `${command} <<'${end}'\n${text.replace(/\n*$/, "\n")}${end}\n`;
}

const COPIES = {
  curl: () => here(`curl -H 'Accept: text/csv' --data-urlencode query@- ${location.origin}/sparql`, code.text),
  python: () => {
    const plain = !/["\\]/.test(code.text);
    const text = plain ? `"""\n${code.text}\n"""` : JSON.stringify(code.text);
    return `import exitgraph\n\ngraph = exitgraph.load()\nresult = graph.query(${text})\nfor row in result.rows or result.triples:\n    print(row)\n`;
  },
  cli: () => {
    if (!untouched()) return here("exitgraph query -", code.text);
    const given = data.question.parameters.filter((one) => one.value).map((one) => ` --param ${one.name}=${quote(one.value)}`);
    return `exitgraph query ${data.question.name}${given.join("")}\n`;
  },
  link: () => {
    remember();
    return location.href;
  },
};
for (const button of document.querySelectorAll("[data-copy-as]")) {
  button.addEventListener("click", () => copy(COPIES[button.dataset.copyAs](), button.textContent));
}

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
at("cancel").addEventListener("click", () => {
  state.running?.abort();
  at("run").focus();
});
at("save").addEventListener("click", () => download("answer.csv", csv(state.result), "text/csv"));

if (data.problem?.where) mark(data.problem.where, data.problem.detail);
if (state.result) {
  for (const one of state.result.rows.flat()) if (one) one.named = true;
  // What the server has put there is the table of the same rows.
  if (state.view !== "table") show();
}
