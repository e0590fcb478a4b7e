// What Python tells the composer and what stands around it (composer.py, chat_settings.py, persona_bar.py), and what the server answers.

/** @import { LaneSettings } from "../lanes/wire.js" */

/** @typedef {{id: string, name: string, size: number, tokens?: number}} AttachedFile of a kept draft; without `id` it is lost */
/** @typedef {{id: string, name?: string, size?: number, tokens?: number, note?: string}} Uploaded what the server says of a file */
/** @typedef {{start: string, isCut: boolean}} LatestPrompt of the chat, or its beginning */

/** @typedef {{settings: LaneSettings | null, isSet: boolean, isStreamed: boolean}} ChatSettings `settings`: null in a comparison */

/** @typedef {{personas: {id: string, name: string}[], chosen: string, starters: string[], isOver: boolean}} PersonaFacts */

/**
 * A text of the prompt library; or one that an MCP server serves, which has a `source` and may have gaps.
 * @typedef {object} LibraryPrompt
 * @property {string} id
 * @property {string} title
 * @property {string} text
 * @property {string} [source]
 * @property {string} [kind]
 * @property {string} [name]
 * @property {string[]} [gaps] names of what is asked for
 */

export {};
