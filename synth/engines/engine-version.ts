import type { Engine as EngineName } from '../spec/store.ts';
import { engineOf } from './available.ts';

/**
 * What is unwise about a version that this build can run, for people: it is of an older major version than the one that the build was tested
 * with, and a later build will not know it any more. Undefined when there is nothing to say.
 *
 * @param version as the `engineVersion` schema accepts it
 * @param path the field: `spec.version`
 */
export function versionAdvice(engine: EngineName, version: string | undefined, path: string): string | undefined {
  const { defaultVersion } = engineOf(engine);
  if (version === undefined || majorOf(version) >= majorOf(defaultVersion)) return undefined;
  return `${path} ${version} is deprecated: a later version of Urumi will not run ${engine} ${majorOf(version)}; move to ${defaultVersion}`;
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
