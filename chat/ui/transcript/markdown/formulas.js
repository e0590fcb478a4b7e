// Fills formulas in by KaTeX, which is loaded when the first one appears.
import { cleanFormula } from "./sanitize.js";

const OPTIONS = { throwOnError: false, trust: false, strict: "ignore", maxSize: 20, maxExpand: 200, output: "html" };
const LONGEST = 5_000; // characters
const MOST_KEPT = 500;
let katex = null;
let loading = null;
const kept = new Map(); // a growing paragraph asks for the same formulas again and again

export function fillFormulas(nodes, whenFilled) {
  const found = nodes.flatMap((node) => (node.nodeType === Node.ELEMENT_NODE ? formulasIn(node) : []));
  if (!found.length) return;
  if (katex) return found.forEach(fill);
  loading ??= load();
  loading.then(() => {
    found.filter((element) => element.isConnected).forEach(fill);
    whenFilled?.();
  });
}

function formulasIn(node) {
  const selector = ".formula:not(.is-filled)";
  return [...(node.matches(selector) ? [node] : []), ...node.querySelectorAll(selector)];
}

async function load() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = import.meta.resolve("../../vendor/katex/katex.css");
  document.head.append(style);
  katex = (await import("../../vendor/katex/katex.mjs")).default;
}

function fill(element) {
  if (element.classList.contains("is-filled")) return;
  element.classList.add("is-filled");
  const tex = element.textContent;
  if (tex.length > LONGEST) return;
  const displayMode = element.classList.contains("is-block");
  const key = `${displayMode}${tex}`;
  if (!kept.has(key)) {
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
    kept.set(key, katex.renderToString(tex, { ...OPTIONS, displayMode }));
  }
  element.replaceChildren(cleanFormula(kept.get(key)));
}
