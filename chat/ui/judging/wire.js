// What Python tells the pages and dialogs that judge answers (vote_bar.py, diff_view.py, leaderboard_page.py).

/**
 * @typedef {object} VoteFacts
 * @property {boolean} isBlind
 * @property {string} turn "" if there is nothing to judge or to reveal
 * @property {boolean} isReady
 * @property {boolean} isOver no lane is answering
 * @property {{lane: number, letter: string}[]} choices
 * @property {string} choice the number of the lane that has won, "tie" or "all_bad"; "" before the vote
 * @property {{letter: string, name: string, isWinner: boolean}[]} names after the reveal
 * @property {boolean} isVoted
 */

/** @typedef {"diff" | "agreement" | "merge"} Page of the dialog */
/** @typedef {{sources: string[], isReady: boolean, leftOut: string[], first: string}} Mergeable `first`: the model that comes to mind */
/** @typedef {{number: number, name: string}} JudgedLane */
/** @typedef {Mergeable & {page: Page, lanes: JudgedLane[], left: number, right: number}} Shown `left`, `right`: numbers of lanes */

/** @typedef {[text: string, isMarked: boolean]} Piece marked: the other side does not have it */
/** @typedef {{isSame: boolean, lines: [Piece | null, Piece | null][]}} CodePair */
/** @typedef {{isSame: boolean, left: Piece[], right: Piece[], lines?: undefined}} TextPair */
/** @typedef {CodePair | TextPair} Pair paragraphs that belong together */
/** @typedef {{left: number, right: number, rows: Pair[], isCut: boolean}} Differences */

/**
 * @typedef {object} Paragraph
 * @property {string} text
 * @property {boolean} isCode
 * @property {boolean} isOnlyHere
 * @property {number[]} sharedWith numbers of lanes
 * @property {number | null} share per cent of its content words; null if they are too few
 */
/** @typedef {{number: number, paragraphs: Paragraph[]}} JudgedAnswer */

/**
 * @typedef {object} Strength of a model
 * @property {string} name
 * @property {number} rating
 * @property {number} low
 * @property {number} high
 * @property {number} games
 * @property {number} wins
 * @property {number} votes
 * @property {number} best votes that it has won
 * @property {number} group of models that have met, from 0
 * @property {boolean} isBounded
 */

/**
 * @typedef {object} VoteRow
 * @property {string} id
 * @property {number} at epoch seconds
 * @property {string} prompt
 * @property {string} chat "" if it is gone
 * @property {string} result
 * @property {boolean} isWinner
 * @property {string[]} models
 * @property {boolean} isBlind
 */

/**
 * @typedef {object} Board
 * @property {Strength[]} strengths
 * @property {VoteRow[]} votes the newest of those that count
 * @property {number} count
 * @property {number} all
 * @property {number} hidden blind votes before their reveal
 * @property {number} groups
 * @property {string[]} tags
 */

export {};
