import type MarkdownIt from "markdown-it";
export default function cjkFriendly(md: MarkdownIt): void;
