import type { Position } from './problem.ts';

/** What one store file claims of the things that all stores of a fleet share. */
export interface StoreClaim {
  readonly file: string;
  /** For a file that cannot be read: `storeNameOf(file)`. */
  readonly name: string;
  /** The extra hosts; `<name>.<fleet domain>` is implied. */
  readonly hosts: readonly string[];
  readonly owner?: string;
  /** Where the claims stand in the file, by field path. Without it, problems stand at the file's beginning. */
  readonly positions?: ReadonlyMap<string, Position>;
  /** The store is there already: limits turn away newcomers first. Default false. */
  readonly exists?: boolean;
}
