// @ts-check
// What Python tells the statistics page (stats_page.py).

/** @typedef {{model: string, replies: number, period?: string}} Row of a model, in all or in one period; with its figures */
/** @typedef {{models: Row[], periods: Row[], range: string, unit: string}} Stats */

export {};
