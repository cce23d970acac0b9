// The editor of queries: CodeMirror with the words of the graph.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const KEYWORDS = (
  "SELECT WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH DISTINCT LIMIT OFFSET ORDER BY GROUP HAVING COUNT SUM AVG " +
  "MIN MAX SAMPLE GROUP_CONCAT CONSTRUCT DESCRIBE ASK PREFIX EXISTS NOT IN AS STR LANG LANGMATCHES DATATYPE BOUND IF " +
  "COALESCE REGEX CONTAINS STRSTARTS STRENDS LCASE UCASE YEAR MONTH DAY isIRI isLITERAL"
).split(" ");

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-word)", fontWeight: "600" },
  { tag: [tags.string, tags.literal], color: "var(--code-text)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.atom], color: "var(--code-name)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
]);

const looks = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", fontSize: "0.92rem" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", minHeight: "14rem", paddingBlock: "0.5rem" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "var(--wash)", color: "var(--soft)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--chosen) 45%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selected) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--selected) !important", outline: "1px solid var(--control)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--control)", maxWidth: "min(36rem, 92vw)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li": { minHeight: "1.6rem", paddingBlock: "0.15rem !important" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--ink) !important", color: "var(--paper) !important" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "1" },
  ".cm-completionInfo": { fontFamily: "var(--sans)", fontSize: "0.88rem" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--alarm)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--alarm)" },
});

/** Gives what completes the word before the cursor: names of a prefix, terms by their labels, words of SPARQL. */
export function completer(vocabulary) {
  const byPrefix = new Map();
  const loose = [];
  for (const term of vocabulary.terms) {
    const prefix = term.id.slice(0, term.id.indexOf(":") + 1);
    if (!byPrefix.has(prefix)) byPrefix.set(prefix, []);
    const type = { class: "class", relation: "property", role: "property", property: "property" }[term.kind] ?? "constant";
    byPrefix.get(prefix).push({ label: term.id, detail: term.label, type, info: term.comment });
    if (term.label && term.label !== term.id) loose.push({ label: term.label, detail: term.id, apply: term.id, type, info: term.comment });
  }
  const words = KEYWORDS.map((word) => ({ label: word, type: "keyword", boost: 20 }));
  const prefixes = Object.entries(vocabulary.prefixes).map(([name, iri]) => ({
    label: `${name}:`,
    detail: iri,
    type: "namespace",
    boost: 10,
  }));
  return (context) => {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const known = new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? []);
      known.delete(variable.text);
      return { from: variable.from, options: [...known].map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    const named = context.matchBefore(/[A-Za-z][\w-]*:[\w.-]*/);
    if (named) {
      const prefix = named.text.slice(0, named.text.indexOf(":") + 1);
      const options = byPrefix.get(prefix);
      return options ? { from: named.from, options, validFor: /^[A-Za-z][\w-]*:[\w.-]*$/ } : null;
    }
    const word = context.matchBefore(/[\p{L}][\p{L}\p{N}_-]*/u);
    if (!word && !context.explicit) return null;
    return { from: word ? word.from : context.pos, options: [...words, ...prefixes, ...loose], validFor: /^[\p{L}\p{N}_-]*$/u };
  };
}

/**
 * Puts an editor in the place of a textarea.
 * @param {{parent: Element, text: string, nonce: string, label: string, words: () => Promise<object>, run: () => void, changed: (text: string) => void}} options
 */
export function editor({ parent, text, nonce, label, words, run, changed }) {
  let source;
  const complete = async (context) => {
    source ??= words().then(completer);
    return (await source)(context);
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        sparql(),
        syntaxHighlighting(colours),
        autocompletion({ override: [complete], maxRenderedOptions: 80 }),
        // Tab stays what it is everywhere: the way out.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "keys", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
        looks,
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    focus: () => view.focus(),
    /** Marks a place (line and column from 1), or takes the mark away. */
    mark(place, message) {
      const marks = [];
      if (place) {
        const line = view.state.doc.line(Math.min(Math.max(place.line, 1), view.state.doc.lines));
        const from = Math.min(line.from + Math.max(place.column - 1, 0), line.to);
        const rest = /^[\w:?$-]+/.exec(view.state.doc.sliceString(from, line.to))?.[0].length ?? 1;
        const to = Math.min(from + rest, line.to);
        marks.push({ from: to > from ? from : Math.max(line.from, from - 1), to: Math.max(to, from), severity: "error", message });
        view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      }
      view.dispatch(setDiagnostics(view.state, marks));
    },
  };
}
