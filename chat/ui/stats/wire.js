// What Python tells the statistics page (stats_page.py).

/** @import { Unit } from "./scale.js" */

/**
 * What comes together: of a model in all, of one in a period, of all models.
 * @typedef {object} Figures
 * @property {number} replies
 * @property {number} input tokens
 * @property {number} output tokens
 * @property {number} uncounted replies without a count of tokens
 * @property {number} cost dollars
 * @property {number} unpriced replies of an unknown price
 * @property {number | null} first seconds to the first token
 * @property {number | null} speed tokens a second
 */

/** @typedef {Figures & {model: string, period: string}} Row `period`: its first day, as 2026-01-31; "" for all of them */
/** @typedef {{models: Row[], periods: Row[], range: string, unit: Unit, start: string, end: string, problem?: string}} Stats */

export {};
