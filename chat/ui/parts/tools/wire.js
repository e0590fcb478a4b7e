// What Python tells the switches of tools (source_facts.py).

/**
 * @typedef {object} ToolFacts
 * @property {string} key
 * @property {string} name
 * @property {string} description
 * @property {boolean} isReadOnly
 */

/**
 * @typedef {object} SourceFacts where tools come from
 * @property {string} name
 * @property {string} state
 * @property {string} problem
 * @property {ToolFacts[]} tools
 * @property {number} more that are not listed
 */

export {};
