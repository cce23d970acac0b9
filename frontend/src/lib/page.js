// Small things that several pages need.

/** The data that a page was rendered with, from its `application/json` block. */
export function embedded(id = "data") {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : null;
}

/**
 * Makes an element: `make("a", { href, class: "chip" }, "text", other)`. Text is always text, never markup.
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Fetches the JSON twin of an address of this server; throws an Error whose message can be shown. */
export async function twin(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "application/json" }, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer. Is `exitgraph serve` still running?", { cause: error });
  }
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  const error = new Error([told.detail ?? answer.statusText, told.hint].filter(Boolean).join(" "));
  error.status = answer.status;
  error.where = told.where;
  throw error;
}

/** Puts the state of a page into its address, without a new entry in the history unless asked. */
export function address(parameters, { push = false } = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== "" && one !== null && one !== undefined && one !== false) query.append(name, String(one));
    }
  }
  const text = query.toString();
  history[push ? "pushState" : "replaceState"](null, "", text ? `?${text}` : location.pathname);
}

/** Says something to those who listen, and to those who look: the page's element with role=status. */
export function say(text) {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
}

/** Copies text and says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied.`);
  } catch {
    say("The browser did not let this page copy.");
  }
}

/** Hands text over as a file. */
export function download(name, text, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
