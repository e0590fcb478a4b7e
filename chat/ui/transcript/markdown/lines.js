// Cuts highlighted HTML into pieces of so many lines, closing and reopening what is open at the cut. Pure.

export function splitLines(html, linesInPiece) {
  const pieces = [];
  const open = [];
  let piece = "";
  let lines = 0;
  for (const [part] of html.matchAll(/<span[^>]*>|<\/span>|\n|[^<\n]+|</g)) {
    piece += part;
    if (part.startsWith("<span")) open.push(part);
    else if (part === "</span>") open.pop();
    else if (part === "\n" && ++lines === linesInPiece) {
      pieces.push(piece + "</span>".repeat(open.length));
      piece = open.join("");
      lines = 0;
    }
  }
  if (lines || piece !== open.join("")) pieces.push(piece);
  return pieces;
}

// Cuts text so that each piece but the last has exactly so many lines; `lines` are those that the first piece already holds.
export function cutText(text, linesInPiece, lines = 0) {
  const pieces = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    if (++lines < linesInPiece) continue;
    pieces.push(text.slice(start, end + 1));
    start = end + 1;
    lines = 0;
  }
  return { pieces, rest: text.slice(start), lines };
}
