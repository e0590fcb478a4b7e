// What Python and the transcript tell each other. Python's side: entries.py (entries, states) and transcript.py (ops).

/**
 * How a reply stands. Times in epoch seconds of the server's clock, absent while not reached.
 * @typedef {object} ReplyState
 * @property {"queued" | "waiting" | "thinking" | "writing" | "tool" | "asking" | "done" | "stopped" | "interrupted" | "failed"} status
 * @property {number} [createdAt]
 * @property {number} [firstTokenAt]
 * @property {number} [firstTextAt]
 * @property {number} [finishedAt]
 * @property {number} [heardAt]
 * @property {number} [retryAt]
 * @property {number} [queuePosition] from 1
 * @property {string} [note] what is done about a hitch
 * @property {string} [trouble] the hitch itself
 * @property {number} [thoughtSince]
 * @property {number} [thoughtSeconds] of all thoughts that have ended
 * @property {number} [tokens] what the provider has counted
 * @property {number} [bytes] UTF-8 length of the text and thoughts that came in this try; counted here
 */

/**
 * @typedef {object} PromptEntry
 * @property {"prompt"} kind
 * @property {number} key
 * @property {string} turn
 * @property {[at: number, of: number]} branch from 1
 * @property {string[]} actions
 * @property {string} text of a very long one only the beginning
 * @property {number} length
 * @property {Attachment[]} attachments
 * @property {string} note a quiet line below it
 */

/**
 * @typedef {object} ReplyEntry
 * @property {"reply"} kind
 * @property {number} key
 * @property {string} turn
 * @property {string} reply
 * @property {number} lane
 * @property {string} model
 * @property {string} name
 * @property {[at: number, of: number]} version from 1
 * @property {string[]} actions
 * @property {boolean} isPicked
 * @property {boolean} isInherited another lane's, from before this one joined
 * @property {boolean} isOther of another model than the lane's
 * @property {string[]} numbers the small print below it
 * @property {string} error
 * @property {number | null} retryAt
 * @property {string} mendedAt the page where the user can do something about the error
 * @property {string} ending
 * @property {boolean} [isLimited] it ended at the limit of rounds
 * @property {Tool[]} tools
 * @property {Source[]} sources
 * @property {number} skip bytes that were there before it was continued
 * @property {ReplyState} state
 * @property {string} text
 * @property {string} thinking
 * @property {Picture[]} pictures
 */

/**
 * @typedef {object} GreetingEntry what the chat's persona says before anybody has asked
 * @property {"greeting"} kind
 * @property {number} key
 * @property {""} turn
 * @property {string} name
 * @property {string} text
 */

/** @typedef {PromptEntry | ReplyEntry | GreetingEntry} Entry */
/**
 * Only what is different; what is gone from the state is null.
 * @typedef {Omit<Partial<PromptEntry>, "kind"> & Omit<Partial<ReplyEntry>, "kind" | "state"> & {state?: Partial<ReplyState>}} Changes
 */
/** @typedef {{name: string, size?: string, picture?: string}} Attachment `picture`: its digest, if it can be shown */
/** @typedef {{title: string, url?: string, host?: string}} Source what the answer was taken from; `url`: of the web only */
/** @typedef {[place: number, changed: Partial<Tool> & {more?: string}]} ToolChange `more` of the arguments */

/**
 * The use of a tool (tool_entries.py), or a question to the user.
 * @typedef {object} Tool
 * @property {string} arguments
 * @property {string} [name]
 * @property {string} [call] its id
 * @property {string} [waits] for whom: another lane, or the user
 * @property {string} [state]
 * @property {boolean} [isWritten] the model is still writing the arguments
 * @property {number} [startedAt] epoch seconds
 * @property {number} [seconds]
 * @property {string} [recorded]
 * @property {string} [result]
 * @property {boolean} [isQuiet] its question says it all
 * @property {Question} [question]
 */

/**
 * A form, and what was answered (question_entries.py).
 * @typedef {object} Question
 * @property {string} id
 * @property {"asking" | "answered" | "skipped" | "ended"} state
 * @property {string} message
 * @property {string} [asker]
 * @property {string} [address] of a page that is to be opened
 * @property {string} [host]
 * @property {QuestionField[]} fields
 * @property {[label: string, answer: string][]} [answers]
 */

/**
 * @typedef {object} QuestionField
 * @property {string} label
 * @property {string} kind
 * @property {string} [hint]
 * @property {boolean} [isRequired]
 * @property {string[]} [options]
 * @property {boolean} [takesOther] words of one's own
 * @property {any} [usual] choices by their numbers
 * @property {string} [format]
 * @property {number} [least]
 * @property {number} [most]
 */

/** @typedef {{lane: string, chat: string}} Busy why buttons that touch the lane, or the whole chat, cannot be used now; or "" */

/**
 * A picture that a model has drawn, or where it lies elsewhere.
 * @typedef {object} Picture
 * @property {string} name
 * @property {string} [size]
 * @property {string} [picture] its digest
 * @property {string} [url]
 * @property {number} [width] pixels
 * @property {number} [height]
 * @property {number} [at] characters (code points) that stand before it
 */

/**
 * Everything that is shown.
 * @typedef {object} Start
 * @property {number} seq
 * @property {number} now epoch seconds of the server
 * @property {Entry[]} entries
 * @property {boolean} hasOlder
 * @property {Busy} busy
 */

/**
 * More of a text ("t") or thought ("h"), or all of it anew ("w"); a picture; what is new of tools; changes of an entry; the order of all
 * entries, with those that are new and whether there are older ones; what is busy; a prompt in whole, by its turn; options; or all anew.
 * @typedef {["t", key: number, kind: "t" | "h" | "w", text: string] | ["i", key: number, picture: Picture]
 *   | ["u", key: number, changes: ToolChange[]] | ["c", key: number, changes: Changes]
 *   | ["l", keys: number[], added: Entry[], hasOlder: boolean] | ["b", busy: Busy]
 *   | ["p", turn: string, text: string] | ["o", options: Partial<Options>] | ["r", start: Start]} Op
 */

/** @typedef {[seq: number, now: number, ops: Op[]]} Message */
/** @typedef {{isCompact: boolean, hidesNames: boolean, alias: string, path: string}} Options `alias` stands for the model's name */
/** @typedef {[text: string, isStart: boolean, isUnspaced: boolean]} SoughtWord to be marked; see marking.js */

export {};
