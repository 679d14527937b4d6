import type { Violation } from '../spec/problem.ts';
import type { Engine as EngineName } from '../spec/store.ts';
import { engineOf } from './available.ts';

/**
 * What this build makes of an engine's version. It was tested with the engine's default version: the same major version is `current`, the one
 * before is `deprecated` and still runs, others are `unknown`, because their setup may differ.
 */
export type VersionStanding = 'current' | 'deprecated' | 'unknown';

/**
 * How a version stands with this build.
 *
 * @param version as the `engineVersion` schema accepts it
 */
export function versionStanding(engine: EngineName, version: string): VersionStanding {
  const distance = majorOf(defaultVersion(engine)) - majorOf(version);
  if (distance === 0) return 'current';
  return distance === 1 ? 'deprecated' : 'unknown';
}

/** What is wrong with a version. */
export function versionViolations(engine: EngineName, version: string | undefined, path: string): Violation[] {
  if (version === undefined || versionStanding(engine, version) !== 'unknown') return [];
  const tested = defaultVersion(engine);
  const message = `${path} ${version} is not known to this version of Urumi: it runs ${engine} ${majorOf(tested) - 1} and ${majorOf(tested)}; remove the line for ${tested}`;
  return [{ code: 'not-allowed', path, message }];
}

/** What is unwise about a version, for people; undefined when it is current, or wrong anyway. */
export function versionAdvice(engine: EngineName, version: string | undefined, path: string): string | undefined {
  if (version === undefined || versionStanding(engine, version) !== 'deprecated') return undefined;
  const tested = defaultVersion(engine);
  return `${path} ${version} is deprecated: this version of Urumi is the last that runs ${engine} ${majorOf(version)}; move to ${tested}`;
}

function defaultVersion(engine: EngineName): string {
  return engineOf(engine).defaultVersion;
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
