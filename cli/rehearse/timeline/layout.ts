/** `0:04:12` of emulated time. */
export function clockText(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

/** `24 min 12 s`, `12.3 s` or `840 ms`. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const barCells = 20;

/** A bar of twenty cells; a share above zero always shows. */
export function barText(percent: number): string {
  const full = percent === 0 ? 0 : Math.max(1, Math.round((percent / 100) * barCells));
  return '█'.repeat(full) + '░'.repeat(barCells - full);
}

/** `4,120`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** Breaks text at spaces into lines of at most `width`; a longer word stays whole, and so do the spaces of a text that fits. */
export function wrapped(text: string, width: number): string[] {
  if (text.length <= width && !text.includes('\n')) return [text];
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text of at most `width` characters on one line; what is cut off shows as an ellipsis. */
export function clipped(text: string, width: number): string {
  const line = text.replaceAll('\n', ' ');
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

/** `━━ title ━━━━━━` over the whole width. */
export function headingText(title: string, width: number): string {
  return `━━ ${title} `.padEnd(width, '━');
}
