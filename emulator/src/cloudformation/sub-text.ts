/** A piece of an `Fn::Sub` text: literal, or a `${name}` to be replaced. */
export type SubPiece = { readonly literal: string } | { readonly name: string };

/** Splits an `Fn::Sub` text; `${!Name}` stands for the literal text `${Name}`. */
export function splitSubText(text: string): SubPiece[] {
  const pieces: SubPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    pieces.push({ literal: text.slice(end, match.index) });
    const name = (match[2] ?? '').trim();
    pieces.push(match[1] ? { literal: `\${${name}}` } : { name });
    end = match.index + match[0].length;
  }
  pieces.push({ literal: text.slice(end) });
  return pieces;
}
