// Sets long formulas outside the page: some take a second.
import katex from "../../../vendor/katex/katex.mjs";
import "../../../vendor/katex/contrib/mhchem.mjs"; // \ce and \pu
import { htmlOf } from "./html.js";
import { serve } from "../worker_side.js";

serve(({ tex, displayMode }) => htmlOf(katex, tex, displayMode));
