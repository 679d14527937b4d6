/** What kinds of problems there are; stable, for scripts. */
export const problemCodes = [
  'too-large',
  'not-text',
  'empty',
  'yaml-syntax',
  'too-deep',
  'several-documents',
  'duplicate-key',
  'alias',
  'unknown-tag',
  'not-a-mapping',
  'file-name',
  'missing',
  'wrong-type',
  'not-allowed',
  'bad-value',
  'unknown-field',
  'reserved-field',
  'name-clash',
  'host-clash',
  'host-redundant',
  'too-many-stores',
  'immutable',
  'storage-shrinks',
  'more-problems',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** A place in a file; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong with a field. */
export interface Violation {
  readonly code: ProblemCode;
  /** The field: `spec.hosts[0]`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what is allowed, for people; one line. */
  readonly message: string;
}

/** Something wrong in a file, and where. */
export interface Problem extends Violation, Position {
  readonly file: string;
}

/** `file:line:column: message`, as compilers print it. */
export function renderProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}
