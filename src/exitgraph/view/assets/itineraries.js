// Documented itineraries, which stand in the file leg by leg: one of them can be drawn over the picture, numbered.

function makeItineraries(model, picture, changed) {
  const buttons = [...document.querySelectorAll("button[data-itinerary]")];
  let drawn = 0;

  function draw(number) {
    drawn = model.itineraries[number - 1] ? number : 0;
    picture.route(drawn ? model.itineraries[drawn - 1].legs : null);
    for (const button of buttons) {
      const on = Number(button.dataset.itinerary) === drawn;
      button.setAttribute("aria-pressed", String(on));
      button.closest(".itinerary").classList.toggle("drawn", on);
    }
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const number = Number(button.dataset.itinerary);
      draw(number === drawn ? 0 : number);
      if (drawn) picture.fitRoute();
      changed();
    });
  }
  return {
    draw,
    drawn: () => drawn,
    // A click on a leg in the picture leads to its words.
    goTo(leg) {
      const place = byId(`leg-${drawn}-${leg}`);
      if (place) moveTo(place);
    },
  };
}
