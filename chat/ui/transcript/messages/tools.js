// What a model has asked of tools, and what they gave back: folded above the text, as thoughts are.
import { build, icon } from "../actions.js";
import { nodesFor } from "../markdown/unseen_boxes.js";

export function toolsBox(tools) {
  const box = build(`<div class="thought tools"><button type="button" class="thought-button" aria-expanded="false">${icon("open")}<span></span></button><div data-part="tools" hidden></div></div>`);
  const [button, list] = box.children;
  button.lastChild.textContent = wordsFor(tools);
  button.addEventListener("click", () => {
    if (!list.children.length) list.append(...tools.map(toolItem));
    list.hidden = !list.hidden;
    button.setAttribute("aria-expanded", String(!list.hidden));
  });
  return box;
}

// "Used get_weather, python": each name once, and only of calls, where there are some.
export function wordsFor(tools) {
  const calls = tools.filter((tool) => !tool.isResult);
  const names = new Set((calls.length ? calls : tools).map((tool) => tool.name || "a tool"));
  return `${calls.length ? "Used" : "Got from"} ${[...names].join(", ")}`;
}

function toolItem({ name, text, isResult }) {
  const item = build('<figure class="tool"><figcaption></figcaption><pre tabindex="0"></pre></figure>');
  const [caption, body] = item.children;
  caption.textContent = `${isResult ? "Result" : "Call"}${name ? ` · ${name}` : ""}`;
  body.append(...nodesFor(pretty(text) || "nothing"));
  return item;
}

// Arguments are JSON on one line.
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.trim();
  }
}
