// The one Markdown grammar of the page and of its worker.
import MarkdownIt from "../../../vendor/markdown-it/markdown-it.mjs";
import { createMarkdown } from "./markdown.js";

export const markdown = createMarkdown(MarkdownIt);
