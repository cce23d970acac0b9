// The card of one claim: who says so, when, where it stands, how it is graded, and what contradicts it.

function makeCards(model, judge) {
  const label = (text) => bdi(text, model.lang);
  const HELD = { from: "Holds from", until: "Holds until", "reported for": "Reported for", on: "On", "since or in": "Since or in" };

  function span(from, until) {
    if (!from && !until) return "";
    return `${from || "open"} to ${until || "open"}, on the widest reading`;
  }

  function chips(card) {
    const shown = make("p", { class: "chips" });
    if (!card.positive) shown.append(chip("denied", true));
    if (card.contested) shown.append(chip("contradicted", true));
    if (card.hearsay) shown.append(chip("hearsay"));
    shown.append(chip(judge.grade(card)));
    const rank = judge.rank(card);
    if (rank) shown.append(chip(rank.value));
    if (judge.isStale(card)) shown.append(chip("stale", true));
    return shown;
  }

  function claimed(card) {
    const rank = judge.anyRank(card);
    return make("dl", {},
      ...card.roles.flatMap((role) => line(role.label, label(role.value))),
      ...card.dates.flatMap((date) => line(HELD[date.label] || date.label, date.value)),
      ...(card.dates.length ? [] : line("Dates", "none stated")),
      ...line("May be in force", span(card.holds_from, card.holds_until)),
      ...line("Event", card.event && label(card.event)),
      ...line("Confidence", card.confidence && bdi(card.confidence)),
      ...line("Credibility", bdi(judge.credibility(card).text)),
      ...line("Rank", rank && bdi(rank.text)),
      // Counted by all that was ever published: on an earlier day it would tell of what came later.
      ...line("Independent lines", judge.early() ? "" : card.lines),
      ...(judge.isStale(card) ? line("Stale", make("span", { class: "stale", text: card.stale })) : line("Review by", card.due)));
  }

  function about(source) {
    const address = source.link
      ? make("a", { href: source.link, rel: "noopener noreferrer external", referrerpolicy: "no-referrer", text: source.address })
      : source.address && bdi(source.address);
    return make("dl", {},
      ...line("Title", bdi(source.title, source.lang)), ...line("Publisher", label(source.publisher)),
      ...line("Published", source.published), ...line("Accessed", source.accessed), ...line("Type", label(source.kind)),
      ...line("Reliability", bdi(judge.reliability(source).text)), ...line("Copy read", source.copy && label(source.copy)),
      ...line("Language", source.language), ...line("Address", address));
  }

  function passage(one) {
    return make("dl", { class: "passage" },
      ...line("Speaker", one.speaker && label(one.speaker)), ...line("Relayed by", one.relayed_by && label(one.relayed_by)),
      ...line("Speech act", label(one.speech_act), one.hearsay ? " " : "", one.hearsay ? chip("hearsay") : ""),
      ...line("Place", one.place), ...line("SHA-256", one.digest && make("code", { text: one.digest + "…" })));
  }

  function rivals(card) {
    if (!card.contested) return null;
    const items = card.rivals.map((rival) => {
      const other = model.cards.get(rival.claim);
      const source = model.sources.get(other.source);
      return make("li", {}, claimLink(rival.claim, label(other.title)), make("span", { class: "hint" }, ` (${rival.kind}; `, bdi(source.publisher), `, ${source.published})`));
    });
    if (card.rivals_elsewhere) items.push(make("li", { text: `${card.rivals_elsewhere} more outside this page` }));
    return make("div", { class: "rivals" }, make("h4", { text: "Contradicted by" }), make("ul", {}, ...items));
  }

  // The source of a claim in one line, as it can be put under a text.
  function sourceLine(card) {
    const source = model.sources.get(card.source);
    const accessed = source.accessed && `, accessed ${source.accessed}`;
    const places = card.passages.filter((one) => one.place).map((one) => (one.digest ? `${one.place} (sha256 ${one.digest}…)` : one.place)).join("; ");
    return `${source.publisher}, “${source.title}”, published ${source.published}${accessed}${source.address && `, ${source.address}`}. `
      + `Claim: ${card.title}.${places && ` At ${places}.`} ${card.id}. exitgraph data ${model.digest}.`;
  }

  function copier(card) {
    const button = make("button", { type: "button", class: "copy", text: "Copy source line" });
    const said = make("span", { class: "said", role: "status" });
    const field = make("textarea", { class: "source-line", rows: "5", "aria-label": "Source line" });
    field.readOnly = true;
    field.hidden = true;
    button.addEventListener("click", () => offerCopy(sourceLine(card), field, said));
    return make("div", { class: "copying" }, button, " ", said, field);
  }

  function card(id, open) {
    const one = model.cards.get(id);
    const source = model.sources.get(one.source);
    const summary = make("summary", {}, make("h3", {}, label(one.subject_label), one.positive ? " " : make("strong", { class: "not", text: " does NOT: " }), label(one.verb), " ", label(one.object_label)));
    // Claims of one arrow share their sentence: roles and source tell them apart while they are folded.
    summary.append(make("span", { class: "hint brief" }, bdi([...one.roles.map((role) => role.value), `${source.publisher}, ${source.published}`].join("; "))));
    const body = make("div", { class: "card-body" }, chips(one),
      one.gist ? make("p", { class: "gist" }, bdi(one.gist, one.gist_lang)) : null, claimed(one),
      one.note ? make("p", { class: "note" }, bdi(one.note, one.note_lang)) : null, rivals(one),
      make("h4", { text: one.passages.length > 1 ? `Evidence (${one.passages.length})` : "Evidence" }), ...one.passages.map(passage),
      make("h4", { text: "Source" }), about(source),
      make("p", { class: "keys" }, "Claim ", one.page ? make("a", { href: one.page }, make("code", { text: one.id })) : make("code", { text: one.id }), one.keys.length ? `, record key ${one.keys.join(", ")}` : ""), copier(one));
    const details = make("details", { class: `card family-${model.relations.get(one.relation).family}`, "data-claim": id }, summary, body);
    details.open = open;
    return details;
  }
  return { card, sourceLine };
}
