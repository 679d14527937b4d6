import { countryCodes } from './codes.ts';
import { engineCelRules } from './engine-crd-rules.ts';
import { rotatable } from './store.ts';
import { volumeClaims } from './volume-claims.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** CEL rules by field; `hosts[]` stands for each item. */
export type CrdRules = Readonly<Record<string, readonly CrdRule[]>>;

interface CrdRule {
  readonly rule: string;
  readonly message: string;
  /** Where the violation is, when it is not where the rule is: `.spec.title`. */
  readonly fieldPath?: string;
}

const volumeSize = [
  {
    rule: "quantity(self).compareTo(quantity('1Gi')) >= 0 && quantity(self).compareTo(quantity('16Ti')) <= 0",
    message: 'must be between 1Gi and 16Ti',
  },
];

/** A growth that the storage class refused may be taken back: what counts is the size that the volume has. */
function growsOnly(volume: keyof typeof volumeClaims): CrdRule {
  const field = `spec.storage.${volume}`;
  const has = (object: string): string => `has(${object}.spec.storage) && has(${object}.${field})`;
  const isAtLeast = (size: string): string => `quantity(self.${field}).compareTo(quantity(${size})) >= 0`;
  const isLive = `self.status.volumes.exists(v, v.claim == '${volumeClaims[volume]}' && has(v.size) && isQuantity(v.size) && ${isAtLeast('v.size')})`;
  return {
    rule: `!(${has('oldSelf')}) || !(${has('self')}) || ${isAtLeast(`oldSelf.${field}`)} || (has(self.status) && has(self.status.volumes) && ${isLive})`,
    message: 'volumes can grow but not shrink',
    fieldPath: `.${field}`,
  };
}

// In place of list type `set`, whose violation server-side apply answers with 500.
const unique = {
  rule: 'self.all(item, self.exists_one(other, other == item))',
  message: 'must not have an item twice',
};

const retention = {
  rule: "self.endsWith('d') ? int(self.substring(0, size(self) - 1)) <= 3650 : (!self.endsWith('h') || int(self.substring(0, size(self) - 1)) <= 87600)",
  message: 'must be between 0s and 3650d',
};

const storeName = {
  rule: "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$')",
  message: 'metadata.name must be a DNS label of at most 40 characters: a-z, 0-9 and -, not at an end',
};

const countries = [...countryCodes].map((code) => `'${code}'`).join(', ');

/** What the zod schemas of a Store say in refinements, and what may not change while it exists. */
export const storeRules: CrdRules = {
  '': [storeName, growsOnly('database'), growsOnly('files')],
  spec: [
    {
      rule: '!has(self.closure) || !has(self.deletion) || !has(self.deletion.protected) || !self.deletion.protected',
      message: 'a protected store cannot be closed: a commit must set spec.deletion.protected to false first',
    },
    ...engineCelRules(),
  ],
  'spec.engine': [
    { rule: 'self == oldSelf', message: "a store's engine cannot change: open a new store under another name" },
  ],
  'spec.title': [
    {
      rule: "!self.matches('[\\\\x{202a}-\\\\x{202e}\\\\x{2066}-\\\\x{2069}]')",
      message: 'must not contain characters that turn the reading direction',
    },
  ],
  'spec.hosts': [unique],
  'spec.payments': [unique],
  'spec.hosts[]': [
    {
      rule: "!self.matches('(^|[.])[0-9]+$')",
      message: 'must be a host name such as shop.example.com, not an address',
    },
  ],
  'spec.country': [
    {
      rule: `size(self) < 2 || self.substring(0, 2) in [${countries}]`,
      message: 'must be an ISO 3166 code of a country, such as DE, or US:CA',
    },
  ],
  'spec.storage.database': volumeSize,
  'spec.storage.files': volumeSize,
  'spec.deletion.retention': [retention],
  'spec.rotate': [
    {
      rule: `self.all(key, key in [${rotatable.map((name) => `'${name}'`).join(', ')}])`,
      message: `keys must be among ${rotatable.join(', ')}`,
    },
  ],
  'spec.closure': [{ rule: 'self.purgeAt >= self.at', message: 'purgeAt must not be before at' }],
};

const span = [{ rule: "!self.startsWith('0')", message: 'must be at least 1s' }];

/** What the zod schemas of a Fleet say in refinements. */
export const fleetRules: CrdRules = {
  '': [storeName],
  'spec.source.path': [
    {
      rule: "!self.split('/').exists(part, part == '..')",
      message: 'must stay within the repository: .. is not allowed',
    },
  ],
  'spec.source.interval': span,
  'spec.environment.domain': [
    {
      rule: "!self.matches('(^|[.])[0-9]+$')",
      message: 'must be a host name such as shops.example.com, not an address',
    },
  ],
  'spec.environment.tls': [
    {
      rule: "!has(self.mode) || self.mode != 'issuer' || has(self.issuer)",
      message: 'mode issuer needs the name of a cert-manager ClusterIssuer in issuer',
    },
  ],
  'spec.retention': [retention],
  'spec.deadlines.database': span,
  'spec.deadlines.setup': span,
  'spec.deadlines.application': span,
  'spec.deadlines.validation': span,
  'spec.deadlines.total': span,
};

/**
 * Writes rules into a schema.
 *
 * @throws RangeError when a rule is for a field that the schema does not have
 */
export function addRules(schema: StructuralSchema, rules: CrdRules): void {
  for (const [field, validations] of Object.entries(rules))
    fieldOf(schema, field)['x-kubernetes-validations'] = [...validations];
}

/** The schema of a field: `spec.hosts[]` is that of the items of `spec.hosts`. */
export function fieldOf(schema: StructuralSchema, field: string): StructuralSchema {
  let current: StructuralSchema | undefined = schema;
  for (const step of field === '' ? [] : field.replaceAll('[]', '.[]').split('.'))
    current = step === '[]' ? current?.items : current?.properties?.[step];
  if (current === undefined) throw new RangeError(`the schema has no field ${field}`);
  return current;
}
