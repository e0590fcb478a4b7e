// What Python tells the dialog that asks a model several times, and the panel below its answers (sweep_dialog.py).

/** @typedef {"times" | "temperatures" | "prompts" | "fields"} Kind in what the lanes differ */
/** @typedef {{number: number, name: string, systemPrompt: string, takesTemperature: boolean, takes: string[]}} SweepLane */
/** @typedef {{kind: Kind, most: number, prompt: string, lanes: SweepLane[]}} SweepFacts `most`: lanes of a comparison */

/** @typedef {{lane: number, name: string, words: string}} RepeatedAnswer `words`: what this lane has other than the rest */

/**
 * @typedef {object} RepeatFacts
 * @property {string} turn "" if there is nothing to show
 * @property {number} answers
 * @property {number} different
 * @property {RepeatedAnswer[][]} groups of the same words
 * @property {{label: string, values: string[]}[]} spreads the least, the median and the most
 */

export {};
