// Shows another state of a page without leaving it: the page is fetched, and its part #live takes the place of this
// one's. What the server writes stays the only way in which things are written; focus, history and status are kept.
import { say } from "./page.js";

let running = null;

/**
 * Fetches `address` and swaps #live. Calls `shown(data)` with the page's data block, or null where it has none;
 * what it gives is said to those who listen.
 * `focus` names an element to go to; without it focus stays where it was, also when that element was replaced.
 * `fields` says whether the form is written anew too: not while somebody drags one of its sliders.
 */
export async function live(address, shown, { push = true, focus = null, fields = true, told = "Updated." } = {}) {
  running?.abort();
  const mine = (running = new AbortController());
  const part = document.getElementById("live");
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: mine.signal });
    const text = await answer.text();
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error(text.trim());
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.getElementById("live");
    // A page of another kind says what is wrong.
    if (!fresh) throw new Error(page.querySelector("main .trouble")?.textContent.trim() || answer.statusText);
    const data = fresh.querySelector("#data");
    const back = marked(document.activeElement);
    // What a script drew moves over to the new part.
    for (const kept of part.querySelectorAll("[data-keep]")) {
      fresh.querySelector(`[data-keep="${kept.dataset.keep}"]`)?.replaceWith(kept);
    }
    part.replaceWith(document.adoptNode(fresh));
    const form = document.getElementById("ask");
    const freshForm = page.getElementById("ask");
    if (fields && form && freshForm) form.replaceWith(document.adoptNode(freshForm));
    if (push) history.pushState(null, "", address);
    const twin = document.querySelector(".foot a[rel=alternate]");
    twin?.setAttribute("href", page.querySelector(".foot a[rel=alternate]")?.getAttribute("href") ?? twin.href);
    const words = shown(data ? JSON.parse(data.textContent) : null);
    const target = focus ? document.getElementById(focus) : back && document.querySelector(back);
    target?.focus({ preventScroll: !focus });
    if (focus) target?.scrollIntoView({ block: "nearest" });
    say(words || told);
  } catch (error) {
    if (error.name === "AbortError") return;
    part.removeAttribute("aria-busy");
    say("The server does not answer. Is `exitgraph serve` still running?");
  }
}

/** A selector that finds the same element again in what replaces it. */
function marked(element) {
  if (!element?.closest("#live, #ask")) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const link = element.getAttribute("href");
  if (link) return `#live a[href="${CSS.escape(link)}"]`;
  if (element.dataset.for) return `#ask [data-for="${element.dataset.for}"]`;
  if (element.name) return `#ask [name="${CSS.escape(element.name)}"]`;
  return element.closest("#ask") ? "#ask button" : null;
}

/** The address that a GET form asks for, without its empty fields. */
export function asked(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (String(value).trim()) query.append(name, value);
  const text = query.toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

/** Makes the page live: links marked so, the form, and going back. */
export function enliven(shown, { focus = () => null } = {}) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-live]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    live(link.getAttribute("href"), shown, { focus: focus(link) });
  });
  // On a narrow screen the answer comes first, where one was asked for.
  const asking = document.querySelector(".asking");
  if (asking && matchMedia("(max-width: 59.99rem)").matches && !asking.querySelector(".wrong") && location.search) {
    asking.open = false;
  }
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "ask") return;
    event.preventDefault();
    live(asked(event.target), shown);
  });
  window.addEventListener("popstate", () => location.reload());
}
