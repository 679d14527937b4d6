import { engineRules, supportedVersions } from './engine-rules.ts';
import { engines, type Engine } from './store.ts';

interface CelRule {
  readonly rule: string;
  readonly message: string;
}

/**
 * The rules of `engine-rules.ts` in CEL, for `spec` of a Store. They do not hold for a store whose closing is recorded: what an Urumi once ran, a later one must be
 * able to close.
 */
export function engineCelRules(): CelRule[] {
  return engines.flatMap((engine) => [versionRule(engine)].concat(fieldRules(engine)));
}

/** A version as one number, as `numberOf` has it: a patch may be missing, and what follows a hyphen does not count. */
const numbers = "self.version.split('-')[0].split('.')";
const version = `int(${numbers}[0]) * 1000000 + int(${numbers}[1]) * 1000 + (size(${numbers}) > 2 ? int(${numbers}[2]) : 0)`;

function numberOf([major, minor, patch]: readonly [number, number, number]): number {
  return major * 1_000_000 + minor * 1_000 + patch;
}

function versionRule(engine: Engine): CelRule {
  const { from, below } = engineRules[engine].versions;
  const supported = `${version} >= ${numberOf(from)} && ${version} < ${numberOf(below)}`;
  return {
    rule: `has(self.closure) || self.engine != '${engine}' || !has(self.version) || (${supported})`,
    message: `spec.version of ${engine} must be ${supportedVersions(engine)}`,
  };
}

function fieldRules(engine: Engine): CelRule[] {
  return engineRules[engine].fields.map(({ path, cel, message }) => {
    const there = path.map((_, index) => `has(self.${path.slice(0, index + 1).join('.')})`);
    const refused = [...there, ...(cel === undefined ? [] : [cel])].join(' && ');
    return {
      rule: `has(self.closure) || self.engine != '${engine}' || !(${refused})`,
      message: `spec.${path.join('.')} ${message}`,
    };
  });
}
