// What Python tells of imports (engine/transfer/import_state.py).

/**
 * @typedef {object} Import
 * @property {string} id
 * @property {string} name of the file
 * @property {"uploading" | "waiting" | "reading" | "asking" | "saving" | "done" | "failed" | "cancelled"} state
 * @property {number} share of it that is done, 0 to 1
 * @property {string} source whose export it is
 * @property {number} found chats, and so are the numbers that follow
 * @property {number} taken
 * @property {number} present were here already
 * @property {string[]} grown titles of some that have more in the file
 * @property {number} grown_count
 * @property {number} twice
 * @property {[title: string, reason: string][]} refused some of them
 * @property {number} refused_count
 * @property {Record<string, number>} left_out kinds of things, with how many there are
 * @property {Record<string, number>} beside
 * @property {boolean} can_renew
 * @property {number} renewed
 * @property {boolean} moves whether it is the export of another Polylogue
 * @property {Record<string, number>} moved
 * @property {{name: string, address: string}[]} endpoints
 * @property {number} empty
 * @property {string[]} remarks
 * @property {string} sentence
 * @property {boolean} resumed
 */

export {};
