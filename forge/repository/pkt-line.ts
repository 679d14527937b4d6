import { printable } from './printable.ts';

/** What an answer in pkt-lines is worth: complete and fine, or the reason why not. */
export type Verdict =
  | 'complete'
  | { readonly broken: string }
  /** The beginning of a fine answer. */
  | { readonly cutOff: string }
  | { readonly refused: string };

/**
 * Walks an answer of git-upload-pack before isomorphic-git parses it, which takes an answer that was cut off for a short
 * one and ignores a fatal error on the side band.
 *
 * @see https://git-scm.com/docs/protocol-common, https://git-scm.com/docs/pack-protocol
 */
export function judgeAnswer(bytes: Buffer): Verdict {
  let at = 0;
  let flushed = false;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return { cutOff: 'it ends in the middle' };
    const length = pktLength(bytes, at);
    if (length === undefined) return { broken: 'it is not in the format of the Git protocol' };
    if (at + Math.max(length, 4) > bytes.length) return { cutOff: 'it ends in the middle' };
    const fatal = length > 4 ? fatalText(bytes.subarray(at + 4, at + length)) : undefined;
    if (fatal !== undefined) return { refused: fatal };
    flushed = length === 0;
    at += Math.max(length, 4);
  }
  if (flushed) return 'complete';
  return bytes.length === 0 ? { broken: 'it is empty' } : { cutOff: 'it ends too early' };
}

// 0: flush; 1: delimiter; 2: end of response; otherwise the length, its own four digits included.
function pktLength(bytes: Buffer, at: number): number | undefined {
  const digits = bytes.toString('latin1', at, at + 4);
  if (!/^[0-9a-f]{4}$/i.test(digits)) return undefined;
  const length = Number.parseInt(digits, 16);
  return length === 3 ? undefined : length;
}

function fatalText(line: Buffer): string | undefined {
  if (line[0] === 3) return printable(line.subarray(1));
  if (line.toString('latin1', 0, 4) === 'ERR ') return printable(line.subarray(4));
  return undefined;
}
