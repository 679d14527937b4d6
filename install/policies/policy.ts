import { labels } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';

/** Which requests a policy looks at. */
export interface ResourceRule {
  readonly apiGroups: readonly string[];
  /** With subresources: `pods/ephemeralcontainers`. */
  readonly resources: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
}

interface Named {
  readonly name: string;
  /** CEL */
  readonly expression: string;
}

interface Validation {
  /** CEL: true lets the request through. */
  readonly expression: string;
  /** Shown when `messageExpression` fails, or there is none. */
  readonly message: string;
  /** CEL: a string of one line. */
  readonly messageExpression?: string;
}

/** What a ValidatingAdmissionPolicy is made from. */
export interface PolicyRules {
  readonly name: string;
  /** Holds a process of Urumi's, and nobody else: it stays when people are let through in an emergency. */
  readonly bounds?: boolean;
  readonly rules: readonly ResourceRule[];
  readonly namespaceSelector?: object;
  readonly objectSelector?: object;
  /** All of them must be true, else the request is none of this policy's business. */
  readonly conditions: readonly Named[];
  readonly variables?: readonly Named[];
  readonly validations: readonly Validation[];
  /** What the API server's audit log is to say about a request: the value is CEL, empty for nothing. */
  readonly audit?: readonly { readonly key: string; readonly valueExpression: string }[];
}

const apiVersion = 'admissionregistration.k8s.io/v1';
/** docs/admission.md: what takes the policies away in an emergency leaves those with this label. */
const boundsLabel = { [labels.component]: 'bounds' };

/**
 * A ValidatingAdmissionPolicy and the binding that puts it in force everywhere. It needs no server: the API server decides by itself, and refuses
 * what it cannot decide (`Fail`), for that can only be a mistake in the policy.
 */
export function admissionPolicy(policy: PolicyRules): KubernetesObject[] {
  const { name, rules, conditions, variables = [], validations, audit = [] } = policy;
  const { namespaceSelector, objectSelector, bounds = false } = policy;
  const metadata = { name, ...(bounds && { labels: boundsLabel }) };
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: rules.map(({ apiGroups, resources, operations }) => {
            return { apiGroups, apiVersions: ['*'], resources, operations };
          }),
          ...(namespaceSelector && { namespaceSelector }),
          ...(objectSelector && { objectSelector }),
        },
        matchConditions: conditions,
        ...(variables.length > 0 && { variables }),
        validations: validations.map((validation) => Object.assign({ reason: 'Forbidden' }, validation)),
        ...(audit.length > 0 && { auditAnnotations: audit }),
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}
