// Colours code outside the page: some grammars take for ever over some texts.
import hljs from "../../../vendor/highlight/highlight.mjs";
import { cutHtml, endsOf } from "./lines.js";
import { serve } from "../worker_side.js";

// -> HTML for each piece of the code, or false if there is no grammar for the language.
serve(({ language, code }) => {
  if (!hljs.getLanguage(language)) return false;
  return cutHtml(hljs.highlight(code, { language, ignoreIllegals: true }).value, endsOf(code));
});
