import { unknownToMedusa, unknownToWooCommerce } from './codes.ts';
import type { Finding } from './explain-issue.ts';
import { fieldPath, quote, valueAt, type FieldPath } from './field-path.ts';
import { engines, type Engine } from './store.ts';

/** Versions of an engine that this Urumi knows how to run: from the first, below the second; `major.minor.patch`. */
interface VersionRange {
  readonly from: readonly [number, number, number];
  readonly below: readonly [number, number, number];
}

/** A value that an engine has no use for. It is refused: somebody who wrote it would wait for an effect in vain. */
interface FieldRule {
  readonly path: FieldPath;
  /** The values that are refused; every value when absent. */
  readonly refuses?: (value: unknown) => boolean;
  /** What a Store object has when its file has nothing: the API server fills it in, and it is nobody's wish. A file may not say it. */
  readonly filledIn?: unknown;
  /** The same in CEL, where the field is `self` with its path: true when it is refused. Default: that the field is there. */
  readonly cel?: string;
  readonly message: string;
}

interface EngineRules {
  readonly versions: VersionRange;
  readonly fields: readonly FieldRule[];
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function currencyOutOf(codes: ReadonlySet<string>): Required<Omit<FieldRule, 'message' | 'filledIn'>> {
  return {
    path: ['currency'],
    refuses: (value) => typeof value === 'string' && codes.has(value),
    cel: `self.currency in [${[...codes].map((code) => `'${code}'`).join(', ')}]`,
  };
}

/** What holds for the stores of one engine only. */
export const engineRules: Readonly<Record<Engine, EngineRules>> = {
  woocommerce: {
    // High-performance order storage as it is now, and the Store API that a validation uses.
    versions: { from: [10, 0, 0], below: [12, 0, 0] },
    fields: [
      {
        ...currencyOutOf(unknownToWooCommerce),
        message: 'must be one that WooCommerce knows; it has no sign for this one',
      },
    ],
  },
  medusa: {
    // 2.12.2 changed how modules are told where Redis is.
    versions: { from: [2, 12, 2], below: [3, 0, 0] },
    fields: [
      {
        path: ['admin', 'username'],
        filledIn: 'shopkeeper',
        cel: "self.admin.username != 'shopkeeper'",
        message: 'is for WooCommerce: in Medusa the administrator logs in with admin.email; remove the line',
      },
      {
        path: ['payments'],
        refuses: (value) => Array.isArray(value) && value.includes('bank-transfer'),
        cel: "self.payments.exists(payment, payment == 'bank-transfer')",
        message:
          'must be [cash-on-delivery] in a Medusa store: it has one manual payment method, whatever the customer calls it',
      },
      {
        path: ['storage', 'files'],
        message:
          'is for WooCommerce: Medusa keeps uploaded files in its database; make storage.database larger instead',
      },
      {
        ...currencyOutOf(unknownToMedusa),
        message: 'must be one that Medusa knows; it has no prices in this one',
      },
      {
        path: ['country'],
        refuses: (value) => isText(value, /:/),
        cel: "self.country.contains(':')",
        message: 'must be a country without a state in a Medusa store: DE or US, not US:CA',
      },
    ],
  },
};

/** Numbers of a version, without what follows a hyphen; a missing patch is 0. */
function numbersOf(version: string): number[] {
  return version.replace(/-.*$/, '').split('.').map(Number);
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether this Urumi knows how to run a version of an engine. */
export function isSupported(engine: Engine, version: string): boolean {
  const { from, below } = engineRules[engine].versions;
  const numbers = numbersOf(version);
  return compare(numbers, from) >= 0 && compare(numbers, below) < 0;
}

/** `2.12.2 or newer, below 3.0.0` */
export function supportedVersions(engine: Engine): string {
  const { from, below } = engineRules[engine].versions;
  return `${from.join('.')} or newer, below ${below.join('.')}`;
}

/**
 * What a store says that its engine cannot do: a version that this Urumi does not know, fields of another engine.
 *
 * @param value the document as JSON values, which may be of any shape
 * @param of a file, or a Store object, in which the API server has filled in what nobody wrote
 */
export function checkEngineRules(value: unknown, of: 'file' | 'object' = 'file'): Finding[] {
  const engine = engines.find((name) => name === valueAt(value, ['spec', 'engine']));
  if (engine === undefined) return [];
  return [...versionFinding(engine, value, ['spec', 'version']), ...fieldFindings(engine, value, of)];
}

/**
 * What a fleet's file says of engine versions that this Urumi does not know.
 *
 * @param value the document as JSON values, which may be of any shape
 */
export function checkFleetVersions(value: unknown): Finding[] {
  return engines.flatMap((engine) => versionFinding(engine, value, ['spec', 'versions', engine]));
}

function versionFinding(engine: Engine, document: unknown, path: FieldPath): Finding[] {
  const version = valueAt(document, path);
  // One that is no version at all is the schema's to refuse.
  if (!isText(version, /^\d+\.\d+(\.\d+)?(-|$)/) || isSupported(engine, String(version))) return [];
  const message = `${fieldPath(path)} ${quote(version)} is not a version of ${engine} that this Urumi can run: it must be ${supportedVersions(engine)}`;
  return [{ path, code: 'not-allowed', message, at: 'value' }];
}

function fieldFindings(engine: Engine, document: unknown, of: 'file' | 'object'): Finding[] {
  return engineRules[engine].fields.flatMap(({ path, refuses = () => true, filledIn, message }): Finding[] => {
    const value = valueAt(document, ['spec', ...path]);
    const isThere = value !== undefined && value !== null && !(of === 'object' && value === filledIn);
    if (!isThere || !refuses(value)) return [];
    return [
      { path: ['spec', ...path], code: 'not-allowed', message: `spec.${path.join('.')} ${message}`, at: 'value' },
    ];
  });
}
