// Draws the diagram that stands in the document as text.
(async () => {
  const source = document.getElementById("source").textContent;
  const theme = document.body.classList.contains("is-dark") ? "dark" : "default";
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, theme });
  try {
    const { svg } = await mermaid.render("diagram", source);
    document.getElementById("figure").innerHTML = svg;
  } catch (error) {
    console.error(error);
  }
})();
