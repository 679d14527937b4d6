import type { Position, Problem } from './problem.ts';

/** The largest store or fleet file: 64 KiB. A store file is rarely more than 1 KiB. */
export const maxFileBytes = 65_536;

/** The text of a file: UTF-8 without control characters other than tab and line breaks, at most `maxFileBytes`. */
export function decodeText(bytes: Uint8Array, file: string): { text: string } | { problem: Problem } {
  if (bytes.byteLength > maxFileBytes) {
    const message = `the file is larger than ${maxFileBytes / 1024} KiB: a store or fleet file may have at most ${maxFileBytes} bytes`;
    return { problem: { file, line: 1, column: 1, path: '', code: 'too-large', message } };
  }
  const text = new TextDecoder().decode(bytes);
  const unfit = /[^\P{Cc}\t\n\r\u0085]/u.exec(text);
  if (unfit !== null)
    return { problem: notText(file, text, unfit.index, `holds the control character ${codePoint(unfit[0])}`) };
  if (!isUtf8(bytes)) return { problem: notText(file, text, Math.max(text.indexOf('\ufffd'), 0), 'is not UTF-8') };
  return { text };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function notText(file: string, text: string, offset: number, what: string): Problem {
  return {
    file,
    ...positionOf(text, offset),
    path: '',
    code: 'not-text',
    message: `the file ${what}: it must be text, saved as UTF-8`,
  };
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
