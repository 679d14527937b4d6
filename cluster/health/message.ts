import { z } from 'zod';
import { maskSecrets } from './mask-secrets.ts';

const messageLength = 500;
const lastWordsLength = 300;
/** Container runtimes cap termination messages at 4096 bytes; conditions may be eight times as long. */
const readLength = 4096;

const escape = String.fromCharCode(27);
const terminalColours = new RegExp(`${escape}\\[[0-9;?]{0,32}[A-Za-z]`, 'g');
const invisible = /\p{Cf}/gu;
const separators = /[\p{Cc}\p{Z}\s]+/gu;

/**
 * A text from the cluster as a message for people: one line, no control characters, nothing that looks like a secret,
 * at most 500 characters.
 */
export function plainMessage(text: string): string {
  const line = oneLine(text.slice(0, readLength));
  return compact(line.length <= messageLength ? line : `${withoutHalfPair(line.slice(0, messageLength - 3))}...`);
}

/** A line of a log that is JSON, as winston and pino write it. */
const logLine = z.looseObject({ level: z.unknown(), message: z.string().optional(), msg: z.string().optional() });

/**
 * The end of a container's termination message: like plainMessage, but the last 300 characters, because a log says last
 * what went wrong. Of a line of JSON it is what its message says: a stack would stand behind that.
 */
export function lastWords(text: string): string {
  const end = text.slice(-readLength);
  const line = oneLine(saidIn(end.trimEnd().split('\n').at(-1) ?? '') ?? end);
  return line.length <= lastWordsLength ? line : `...${line.slice(3 - lastWordsLength).toWellFormed()}`;
}

function saidIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, message, msg } = logLine.parse(JSON.parse(line));
    return level === undefined ? undefined : (message ?? msg);
  } catch {
    // No JSON, or none of a log: the text as it is.
    return undefined;
  }
}

function oneLine(text: string): string {
  const line = text.replace(terminalColours, '').replace(invisible, '').replace(separators, ' ').trim();
  return maskSecrets(line).toWellFormed();
}

/** A cut between the two halves of a surrogate pair leaves a character that JSON consumers refuse. */
function withoutHalfPair(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1);
}

/** A part of a string keeps the whole of it in memory, and thousands of messages are kept: hence a copy. */
function compact(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
