import { ReadError } from '../read/read-error.ts';

/** What is wrong with the file, and where; both count from 1. */
export interface FileProblem {
  readonly line: number;
  readonly column: number;
  /** The field: `spec.hosts[0]`. */
  readonly path: string;
  readonly message: string;
}

/** Where a new file has its name. */
const name = { line: 4, column: 9, path: 'metadata.name' } as const;

export function takenName(store: string): FileProblem {
  return { ...name, message: `There is a store named ${store} already. Choose another name.` };
}

/** What the server refused to plan at all, as problems of the file; none when the fault lies elsewhere. */
export function problemsOf(error: unknown): FileProblem[] {
  if (!(error instanceof ReadError) || error.status !== 400) return [];
  return error.issues.map(({ path, message }) =>
    path === 'name' ? { ...name, message: `The name ${message}.` } : { line: 1, column: 1, path, message },
  );
}
