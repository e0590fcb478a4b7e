// The languages of code that can be shown as what it makes, and the kind of preview that each has (chat/api/page/previews.py). Pure.
/** @type {Record<string, string>} */
export const PREVIEWED = { html: "html", htm: "html", xhtml: "html", svg: "svg", mermaid: "mermaid" };
