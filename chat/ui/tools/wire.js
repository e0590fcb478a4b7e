// What Python tells the button "Tools" (tools_button.py) and the table of calls (calls_table.py).

/** @import { SourceFacts } from "../parts/tools/wire.js" */

/** @typedef {{hasLanes: boolean, isOneWorld: boolean, sources: SourceFacts[], chosen: string[]}} ToolsFacts `chosen`: keys of what is on */

/**
 * @typedef {object} CallRow one call, in every lane
 * @property {string} name
 * @property {boolean} isSame
 * @property {string} verdict
 * @property {(string | null)[]} cells one for each lane
 */

/** @typedef {{lanes: string[], rows: CallRow[], left: number}} Calls `left`: rows that are not shown */

export {};
