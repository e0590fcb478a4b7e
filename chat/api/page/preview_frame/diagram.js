// Draws the diagram that stands in the document as text.
import mermaid from "mermaid.mjs";

const source = document.getElementById("source")?.textContent ?? "";
const theme = document.body.classList.contains("is-dark") ? "dark" : "default";
// ELK, which Mermaid takes by itself, has 1.6 MB; a diagram that asks for it gets it. A mind map has a layout of its own.
const layout = /^\s*mindmap\b/m.test(source) ? {} : { layout: "dagre", state: { layout: "dagre" } };
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, theme, ...layout });
try {
  const { svg } = await mermaid.render("diagram", source);
  /** @type {HTMLElement} */ (document.getElementById("figure")).innerHTML = svg;
} catch (error) {
  console.error(error);
}
