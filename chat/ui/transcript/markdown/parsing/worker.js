// Reads long Markdown outside the page.
import { Blocks } from "./blocks.js";
import { markdown } from "../grammar/grammar.js";
import { serve } from "../worker_side.js";

// `state`: see Blocks. -> {step, state}
serve(({ state, isLast }) => {
  const blocks = Object.assign(new Blocks(markdown), state);
  const step = blocks.take(isLast);
  return { step, state: blocks.state };
});
