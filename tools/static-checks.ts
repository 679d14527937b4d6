/** A program of the project that answers yes or no by its exit code. */
export interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** Its output is passed on as it comes. */
  readonly live?: boolean;
}

const node = process.execPath;

/** What can be known of the code without running it, the fastest first. */
export const staticChecks: readonly Check[] = [
  { name: 'format (oxfmt)', command: ['oxfmt', '--check', '.'] },
  { name: 'lint (oxlint)', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types (tsc)', command: ['tsc', '-p', '.'] },
  { name: 'types of the web app (tsc)', command: ['tsc', '-p', 'ui/app'] },
  { name: 'architecture (dependency-cruiser)', command: [node, 'tools/check-architecture.ts'] },
  { name: 'unused code and dependencies (knip)', command: ['knip'] },
];

/** The sandbox's parts, found, downloaded or built; the integration tests need them. */
export const binaries: Check = { name: "the sandbox's binaries", command: [node, 'sandbox/binaries.ts'], live: true };

export const coverage: Check = { name: 'coverage (c8)', command: ['c8', 'report'], live: true };
