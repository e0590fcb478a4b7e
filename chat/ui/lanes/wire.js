// What Python and the lanes of a comparison tell each other. Python's side: lane_board.py, column/, numbers/.

/** @import { Reply } from "../transcript/messages/reply.js" */
/** @import { View } from "../transcript/view.js" */

/**
 * @typedef {object} LaneFacts what the header of a lane shows
 * @property {string} name
 * @property {boolean} isParked
 * @property {string} sources what a merged answer was made of
 * @property {boolean} isPicked
 * @property {boolean} hasTurns
 * @property {boolean} isLast
 * @property {string} problem why it will not be able to answer
 * @property {LaneSettings | null} settings
 * @property {boolean} isSet whether it has own settings
 * @property {OfferedAction[]} actions
 */

/**
 * @typedef {object} LaneSettings
 * @property {string} model
 * @property {string} systemPrompt
 * @property {Record<string, any>} parameters as they are called in requests
 * @property {string[]} takes the names of parameters that the model takes
 * @property {string[]} idle those that are set, and not taken
 * @property {string[]} efforts
 * @property {boolean} usualStream
 * @property {"" | "on" | "off"} stream
 * @property {boolean} choosesTools whether it may use other tools than its chat
 * @property {string[] | null} tools keys of its own choice; null: as the chat has it
 */

/** @typedef {{name: string, label: string, icon: string, isForAnswers?: boolean}} OfferedAction a button; see parts/actions.py */

/**
 * @typedef {object} BarFacts what the line above the lanes shows
 * @property {boolean} isBlind
 * @property {boolean} isFull
 * @property {number} count
 * @property {boolean} hasTurns
 * @property {number} running
 * @property {number} failed
 * @property {LaneSet[]} sets
 * @property {OfferedAction[]} actions
 */

/** @typedef {{name: string, models: string[]}} LaneSet lanes that are used together */
/** @typedef {{number: number, name: string}} BoardLane */
/** @typedef {{status: string, words: string}} TabWords what a tab says of its lane */

/**
 * @typedef {object} Sent what the lanes were asked, in one round of tools
 * @property {BoardLane[]} lanes
 * @property {number} chosen the lane whose whole request is shown
 * @property {{label: string, cells: (string | null)[], differs: boolean}[]} rows
 * @property {number} round from 0
 * @property {number} rounds
 * @property {string} body
 */

/** @typedef {{turn: string, words: string[]}} NumbersSummary without a `turn` there is nothing to show */

/**
 * @typedef {object} LaneState the detail of the event "lane-state": from the transcript to the header, both in the browser
 * @property {View | null} view
 * @property {Reply | null} reply
 * @property {boolean} sitsOut
 * @property {boolean} joins with the next prompt
 */

/**
 * @typedef {object} LaneNumbers how a reply compares; seconds since it was asked for, null for what is not known
 * @property {number} lane
 * @property {string} reply
 * @property {string} name
 * @property {string} status
 * @property {number | null} firstToken
 * @property {number | null} firstText
 * @property {number | null} speed tokens a second
 * @property {number | null} tokens
 * @property {boolean} isExact
 * @property {number | null} cost dollars
 * @property {number | null} seconds
 * @property {number} skip characters that were there before it was continued
 * @property {[ms: number, thinking: number, text: number][]} arrivals with counts of characters (code points)
 */

export {};
