// What Python tells the page of everything that runs (running_page.py, running_rows.py).

/** @import { ReplyState } from "../transcript/wire.js" */

/**
 * @typedef {object} ReplyRow
 * @property {string} id
 * @property {string} chat
 * @property {string} turn
 * @property {number} lane
 * @property {string} title of its chat
 * @property {string} model "" while names are hidden
 * @property {string} words the last ones
 * @property {ReplyState} state
 */

/**
 * @typedef {object} SuiteRow
 * @property {string} id
 * @property {string} title
 * @property {number} ended answers
 * @property {number} total answers
 * @property {string} models
 * @property {string} words how far it is
 * @property {number} running answers
 * @property {string} problem
 */

/** @typedef {[model: string, replies: number, cost: string, unpriced: number]} SpentOnModel `unpriced`: replies of unknown price */

/**
 * @typedef {object} Spending of today
 * @property {SpentOnModel[]} models
 * @property {string} cost with its unknown parts
 * @property {string} total
 * @property {number} spent dollars
 * @property {number | null} limit dollars
 * @property {string} limitWords
 * @property {string} level "" while the budget is far away
 */

/**
 * @typedef {object} Changes
 * @property {number} now epoch seconds of the server
 * @property {(Partial<ReplyRow> & {id: string})[]} rows those that are new, in whole, and what is different in others
 * @property {string[]} gone ids
 * @property {SuiteRow[]} [suites] all of them
 * @property {Spending} [spending]
 */

/** @typedef {Changes & {spending: Spending}} Start everything that is shown */

export {};
