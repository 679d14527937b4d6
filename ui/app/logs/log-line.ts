/** One line of a log. */
export interface LogLine {
  /** Counts up; names the line while it is on screen. */
  readonly id: number;
  /** RFC 3339 with nanoseconds; empty: not the container's own words, or it told none. */
  readonly at: string;
  readonly text: string;
  readonly level: 'error' | 'warning' | 'none';
}

/** Longer lines are cut, characters: a browser lays out no line of a megabyte. */
const longestLine = 4_000;

const timed = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) (.*)$/s;
const levels = [
  ['error', /\b(?:error|fatal|critical|panic|emerg|alert)\b/i],
  ['warning', /\bwarn(?:ing)?\b/i],
] as const;
/** A level stands in the beginning of a line; further on the word is prose. */
const levelWithin = 120;

/** Colours of a terminal and other control characters: nothing here interprets them. */
const controls = /\u001B\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000B-\u001F\u007F]/g; // eslint-disable-line no-control-regex

/** Reads a line as the API sends it: time, blank, text. */
export function parseLine(line: string, id: number): LogLine {
  const [, at = '', said = line] = timed.exec(line) ?? [];
  const clean = said.replaceAll(controls, '');
  const text = clean.length <= longestLine ? clean : `${clean.slice(0, longestLine)}… (${clean.length} characters)`;
  const beginning = text.slice(0, levelWithin);
  return { id, at, text, level: levels.find(([, word]) => word.test(beginning))?.[0] ?? 'none' };
}
