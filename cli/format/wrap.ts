/** Breaks a text into lines of a width, at spaces; a word that is longer stays whole. Lines that fit stay as they are. */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/** Cuts a text to a width with an ellipsis, and keeps it on one line without control characters. */
export function cutText(text: string, width: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what users throw may hold anything, a terminal must not obey it
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
