// What Python and the pages of prompt suites tell each other (suite_page.py, suite_result.py).

/** @typedef {{name: string, words: string}} SuiteLane `words`: its settings */
/** @typedef {{number: number, count: number, prompts: {text: string, length: number}[], columns: string[]}} Preview of what was chosen */
/** @typedef {Preview & {problem?: undefined} | {number: number, problem: string}} Checked `number`: of the question */

/** @typedef {{id: string, title: string, count: number, lanes: SuiteLane[]}} Suite `count`: of its prompts */
/** @typedef {"waiting" | "running" | "done" | "failed" | "stopped"} CellState */
/** @typedef {{state: CellState, text: string, problem: string, words: string}} Cell an answer: one prompt in one lane */
/** @typedef {{number: number, prompt: string, isCut: boolean, cells: Cell[]}} Row a prompt with its answers */
/** @typedef {{ticket: number, total: number, start: number, rows: Row[]}} Rows `ticket`: of the question */
/** @typedef {Cell & {number: number, column: number, prompt: string, thinking: string}} WholeCell */
/** @typedef {"all" | "failed" | "done"} Filter */

/**
 * @typedef {object} SuiteFacts how far it is
 * @property {boolean} isRunning
 * @property {number} total answers
 * @property {number} left answers
 * @property {string} problem
 * @property {Record<CellState, number>} counts
 * @property {string} spent time
 * @property {string} timeLeft
 */

export {};
