// Elements are made here, and only here: data become text or attributes, never markup.

const byId = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") element.textContent = value;
    else if (name === "class") element.className = value;
    else if (value !== undefined && value !== "") element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// Labels may hold marks that turn the direction of writing: <bdi> keeps them from turning what stands around.
const bdi = (text, lang) => make("bdi", { text, lang });
const chip = (text, alarm) => make("span", { class: alarm ? "chip alarm" : "chip", text });
const claimLink = (id, ...inside) => make("a", { href: "#claim=" + encodeURIComponent(id), "data-claim": id }, ...inside);

// One line of a description list; none where there is no value.
const line = (name, ...value) => (value.some((part) => part) ? [make("dt", { text: name }), make("dd", {}, ...value)] : []);

// Put a text on the clipboard and show it selected: where the clipboard is closed to us, Ctrl+C takes it from there.
async function offerCopy(text, field, said) {
  field.value = text;
  field.hidden = false;
  field.focus();
  field.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    try { done = document.execCommand("copy"); } catch { done = false; }
  }
  said.textContent = done ? "Copied." : "Press Ctrl+C to copy the selected text.";
}

// A choice moves the focus to what it opened, and the start of that into view: on a phone it lies far below.
function moveTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight * 0.6) element.scrollIntoView({ block: "start" });
}
