// Where tools come from, as the page knows it: the composer's button is told, the settings of a lane ask here.
import { reactive } from "vue";

/** @import { SourceFacts } from "./wire.js" */

export const known = reactive({ sources: /** @type {SourceFacts[]} */ ([]) });
