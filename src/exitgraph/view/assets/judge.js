// What a claim and a source are worth as known by a day, and whether their review is overdue on one.
// `clocks` gives { inForce, knownBy }: ISO days, empty for any; then the day on which the page is read decides.

function makeJudge(model, clocks) {
  const today = new Date().toISOString().slice(0, 10);
  const ungraded = (value) => ({ value, text: `${value}, cannot be judged (nobody has graded it by then)` });
  const newest = (given) => given.filter((one) => one.since <= (clocks().knownBy || today)).at(-1);
  const sourceOf = (card) => model.sources.get(card.source);
  const reliability = (source) => newest(source.reliability) || ungraded("F");
  const credibility = (card) => newest(card.credibility) || ungraded("6");
  const rank = (card) => {
    const found = newest(card.ranks);
    return found && found.value !== "normal" ? found : null;
  };
  return {
    today,
    early: () => clocks().knownBy !== "",
    reliability,
    credibility,
    rank,
    anyRank: (card) => newest(card.ranks),
    letter: (card) => reliability(sourceOf(card)).value,
    digit: (card) => credibility(card).value,
    grade: (card) => reliability(sourceOf(card)).value + credibility(card).value,
    isStale: (card) => card.due !== "" && card.due < (clocks().inForce || today),
  };
}
