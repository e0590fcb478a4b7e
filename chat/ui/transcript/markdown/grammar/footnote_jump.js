// From the mark of a footnote to its words and back, by pointer or keys, wherever a text is drawn.

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest(".footnote-reference button, .footnote-back") : null;
  const prose = button?.closest(".prose");
  const place = prose && (button.matches(".footnote-back") ? sourceOf(button, prose) : noteOf(button, prose));
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
});

function noteOf(button, prose) {
  const note = [...prose.querySelectorAll(".footnote-back")].find((one) => one.textContent === button.textContent);
  if (note) note.source = button;
  return note;
}

// The mark that led here, else the first one.
function sourceOf(button, prose) {
  if (button.source?.isConnected) return button.source;
  return [...prose.querySelectorAll(".footnote-reference button")].find((one) => one.textContent === button.textContent);
}
