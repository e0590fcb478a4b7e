// Which models there are and in what order they are offered. One list a page, shared by all pickers on it.
import { shallowReactive } from "vue";
import { handedOver } from "../parts/handed_over.js";

/** @typedef {[id: string, label: string | null, context: number | null, input: number | null, output: number | null]} ModelRow */
/**
 * @typedef {object} Model
 * @property {string} id
 * @property {string} endpoint
 * @property {string} name
 * @property {string} context its window, in words
 * @property {string} price in words
 * @property {string} words to look for it by
 */
/** @typedef {{id: string, name: string, isTyped: true} & Partial<Model>} TypedModel one that is not in the list */
/** @typedef {{key: string, head: string, model?: undefined}} Heading */
/** @typedef {Heading | {key: string, model: Model | TypedModel, head?: undefined}} Line */

export const list = shallowReactive({
  models: /** @type {Model[]} */ ([]),
  recent: /** @type {string[]} */ ([]),
  byId: /** @type {Map<string, Model>} */ (new Map()),
});
const SHOWN = 100;
/** @type {[rows: ModelRow[], recent: string[]] | null} */
const first = handedOver("models");
if (first) setModels(...first);

/**
 * A model as it crosses the wire: [id, label, context window in tokens, dollars per million tokens in, out].
 * @param {ModelRow} row
 * @returns {Model}
 */
function unpack([id, label, context, input, output]) {
  const slash = id.indexOf("/");
  const [endpoint, name] = slash < 0 ? ["", id] : [id.slice(0, slash), id.slice(slash + 1)];
  return {
    id,
    endpoint,
    name: label || name,
    context: tokens(context),
    price: price(input, output),
    words: `${id} ${label ?? ""}`.toLowerCase(),
  };
}

/** @param {ModelRow[]} rows @param {string[]} [recent] */
export function setModels(rows, recent) {
  const models = rows.map(unpack);
  list.byId = new Map(models.map((model) => [model.id, model]));
  list.models = models;
  if (recent) list.recent = recent;
}

/** @param {string} id */
export function noteUse(id) {
  list.recent = [id, ...list.recent.filter((other) => other !== id)].slice(0, 5);
}

/** @param {string | null | undefined} id */
export function nameOf(id) {
  return (id && list.byId.get(id)?.name) ?? id ?? "";
}

/**
 * What is offered for what was typed: [{head}] and [{model}] lines in order, the best match first among the models.
 * @param {string} query
 * @returns {{lines: Line[], hidden: number}} `hidden`: how many more there are
 */
export function offer(query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return everything();
  const words = wanted.split(/\s+/);
  const found = list.models.filter((model) => words.every((word) => model.words.includes(word)));
  /** @param {Model} model */
  const score = (model) =>
    model.id.toLowerCase() === wanted
      ? 0
      : model.id.toLowerCase().startsWith(wanted) || model.name.toLowerCase().startsWith(wanted)
        ? 1
        : 2;
  const best = [...found].sort((a, b) => score(a) - score(b)).slice(0, SHOWN);
  const lines = grouped(best);
  const typed = query.trim();
  if (/^[^/\s]+\/\S+$/.test(typed) && !list.byId.has(typed)) {
    lines.push({ key: "typed", model: { id: typed, name: `Use “${typed}”`, isTyped: true } });
  }
  return { lines, hidden: found.length - best.length };
}

/** @returns {{lines: Line[], hidden: number}} */
function everything() {
  const recent = list.recent.filter((id) => list.byId.has(id)).map((id) => /** @type {Model} */ (list.byId.get(id)));
  const rest = list.models.length > 12 ? list.models.filter((model) => !recent.includes(model)) : list.models;
  const shown = rest.slice(0, SHOWN);
  const top = recent.length && list.models.length > 12 ? [{ key: "group recent", head: "Recently used" }, ...recent.map(line)] : [];
  return { lines: [...top, ...grouped(shown)], hidden: rest.length - shown.length };
}

/** @param {Model} model */
const line = (model) => ({ key: model.id, model });

/**
 * Groups by endpoint, in the order in which their first models come.
 * @param {Model[]} models
 * @returns {Line[]}
 */
function grouped(models) {
  /** @type {Map<string, Line[]>} */
  const groups = new Map();
  for (const model of models) {
    if (!groups.has(model.endpoint)) groups.set(model.endpoint, []);
    groups.get(model.endpoint)?.push(line(model));
  }
  return [...groups].flatMap(([endpoint, lines]) => [{ key: "group " + endpoint, head: endpoint }, ...lines]);
}

/** @param {number | null} count */
function tokens(count) {
  if (!count) return "";
  const [unit, size] = count >= 1e6 ? ["M", count % 1048576 ? 1e6 : 1048576] : ["k", count % 1024 ? 1e3 : 1024];
  return +(count / size).toFixed(unit === "M" ? 1 : 0) + unit;
}

/** @param {number | null} input @param {number | null} output */
function price(input, output) {
  if (input == null || output == null) return "";
  if (!input && !output) return "free";
  /** @param {number} value */
  const dollars = (value) => "$" + +value.toFixed(value < 0.1 ? 3 : 2);
  return `${dollars(input)} / ${dollars(output)}`;
}
