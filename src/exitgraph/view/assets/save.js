// What can be taken away: the rows as CSV, the picture as SVG or PNG; nothing is sent anywhere.

function download(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// RFC 4180, with a byte order mark for spreadsheets; what they would run as a formula begins with an apostrophe.
function csvOf(ids, model, judge) {
  const cell = (value) => {
    const text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const columns = {
    claim: (card) => card.id, subject: (card) => card.subject_label, polarity: (card) => (card.positive ? "affirmed" : "denied"),
    relation: (card) => card.verb, object: (card) => card.object_label,
    roles: (card) => card.roles.map((role) => `${role.label}: ${role.value}`).join("; "), dates: (card) => card.when,
    holds_from: (card) => card.holds_from, holds_until: (card) => card.holds_until,
    source_grade: (card) => judge.letter(card), claim_grade: (card) => judge.digit(card),
    hearsay: (card) => (card.hearsay ? "yes" : ""), contradicted_by: (card) => card.rivals.map((rival) => rival.claim).join(" "),
    speaker: (card) => card.passages.map((one) => one.speaker).filter(Boolean).join("; "),
    relayed_by: (card) => card.passages.map((one) => one.relayed_by).filter(Boolean).join("; "),
    place: (card) => card.passages.map((one) => one.place).filter(Boolean).join("; "),
    source: (card) => card.source, publisher: (card) => model.sources.get(card.source).publisher,
    title: (card) => model.sources.get(card.source).title, published: (card) => model.sources.get(card.source).published,
    address: (card) => model.sources.get(card.source).address, gist: (card) => card.gist, data: () => model.digest,
  };
  const lines = [Object.keys(columns), ...ids.map((id) => Object.values(columns).map((value) => value(model.cards.get(id))))];
  return "\ufeff" + lines.map((cells) => cells.map(cell).join(",") + "\r\n").join("");
}

// The canvas as it is seen, on the paper of the page, with what it shows and the banner below.
function pngOf(canvas, { lines, paper, ink }) {
  const scale = Math.max(1, Math.round(canvas.width / Math.max(canvas.clientWidth, 1)));
  const size = 12 * scale;
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  pen.font = `${size}px system-ui, sans-serif`;
  const broken = lines.flatMap((text) => {
    const made = [""];
    for (const word of text.split(" ")) {
      const longer = made.at(-1) ? `${made.at(-1)} ${word}` : word;
      if (made.at(-1) && pen.measureText(longer).width > canvas.width - 2 * size) made.push(word);
      else made[made.length - 1] = longer;
    }
    return made;
  });
  sheet.width = canvas.width;
  sheet.height = canvas.height + Math.round((broken.length + 1) * size * 1.4);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(canvas, 0, 0);
  pen.font = `${size}px system-ui, sans-serif`;
  pen.fillStyle = ink;
  broken.forEach((text, place) => pen.fillText(text, size, canvas.height + (place + 1) * size * 1.4));
  return new Promise((done) => { sheet.toBlob(done, "image/png"); });
}
