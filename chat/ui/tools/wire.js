// What Python tells the button "Tools" (tools_button.py) and the table of calls (calls_table.py).

/**
 * @typedef {object} ToolFacts
 * @property {string} key
 * @property {string} name
 * @property {boolean} isOn
 * @property {string} description
 * @property {boolean} isReadOnly
 */

/**
 * @typedef {object} SourceFacts where tools come from
 * @property {string} name
 * @property {boolean} isOn
 * @property {string} state
 * @property {string} problem
 * @property {ToolFacts[]} tools
 * @property {number} more that are not listed
 */

/** @typedef {{hasLanes: boolean, isOneWorld: boolean, sources: SourceFacts[], count: number}} ToolsFacts `count`: of what is on */

/**
 * @typedef {object} CallRow one call, in every lane
 * @property {string} name
 * @property {boolean} isSame
 * @property {string} verdict
 * @property {(string | null)[]} cells one for each lane
 */

/** @typedef {{lanes: string[], rows: CallRow[], left: number}} Calls `left`: rows that are not shown */

export {};
