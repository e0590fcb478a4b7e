// Which tools are on: keys of sources ("files") and of single tools ("files/read"); chat/engine/tools/choice.py says the same in Python.

/** @import { SourceFacts } from "./wire.js" */

/** @param {string} key */
export const sourceOf = (key) => key.split("/", 1)[0];

/** @param {string} key @param {readonly string[]} chosen */
export const isChosen = (key, chosen) => chosen.includes(key) || chosen.includes(sourceOf(key));

/**
 * A source with one tool less is the others of it; with all of them it is the source.
 * @param {readonly string[]} chosen
 * @param {string} key
 * @param {readonly string[]} tools keys of all of its source
 * @param {boolean} isOn
 * @returns {string[]}
 */
export function withChoice(chosen, key, tools, isOn) {
  const source = sourceOf(key);
  const others = chosen.filter((one) => sourceOf(one) !== source);
  if (key === source) return isOn ? [...others, source] : others;
  const own = new Set(chosen.includes(source) ? tools : chosen.filter((one) => sourceOf(one) === source));
  if (isOn) own.add(key);
  else own.delete(key);
  const isAll = tools.length > 0 && tools.every((one) => own.has(one));
  return isAll ? [...others, source] : [...others, ...[...own].sort()];
}

/**
 * The sources with those tools that were chosen and are not among them now: their server has not run yet, or is gone.
 * @param {readonly SourceFacts[]} sources
 * @param {readonly string[]} chosen
 * @returns {SourceFacts[]}
 */
export function withUnknown(sources, chosen) {
  const known = new Set(sources.flatMap(({ name, tools }) => [name, ...tools.map(({ key }) => key)]));
  const unknown = chosen.filter((key) => !known.has(key));
  const toolOf = (/** @type {string} */ key) => ({ key, name: key.slice(sourceOf(key).length + 1), description: "", isReadOnly: true });
  const ofSource = (/** @type {string} */ name) => unknown.filter((key) => key !== name && sourceOf(key) === name).map(toolOf);
  const gone = [...new Set(unknown.map(sourceOf))].filter((name) => !known.has(name));
  return [
    ...sources.map((source) => ({ ...source, tools: [...source.tools, ...ofSource(source.name)] })),
    ...gone.map((name) => ({ name, state: "gone", problem: "", more: 0, tools: ofSource(name) })),
  ];
}
