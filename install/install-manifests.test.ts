import assert from 'node:assert/strict';
import type { KubernetesObject } from '../synth/synthesis.ts';
import { plannerRules, plannerSystemRules } from './access/planner-rules.ts';
import { webhookSystemRules } from './access/webhook-rules.ts';
import { installManifests } from './install-manifests.ts';
import { isInstalled } from './installed-labels.ts';
import { parts } from './workloads/workload-choices.ts';

const all = installManifests({ planner: true, run: { image: 'registry.example.com/urumi:0.1.0', parts } });
const at = (kind: string, name: string): number =>
  all.findIndex((object) => object.kind === kind && object.metadata.name === name);

interface PolicySpec {
  readonly matchConstraints: {
    readonly resourceRules: readonly { readonly apiGroups: string[]; readonly resources: string[] }[];
  };
}

describe('what is installed', () => {
  it('carries one label, by which it is known again', () => {
    for (const object of all) assert.ok(isInstalled(object), `${object.kind} ${object.metadata.name}`);
  });

  it('has policies in force before the rights that they bound, and rights before what runs with them', () => {
    const [policy, bound] = [
      at('ValidatingAdmissionPolicy', 'urumi-webhook-bounds'),
      at('ValidatingAdmissionPolicyBinding', 'urumi-webhook-bounds'),
    ];
    const [rights, runs] = [at('ClusterRoleBinding', 'urumi-planner'), at('Deployment', 'urumi-webhook')];
    assert.ok(policy >= 0 && policy < bound && bound < rights && rights < runs, [policy, bound, rights, runs].join());
  });

  it('gives the webhook no right to write that the policy does not hold to dry runs', () => {
    const policy = all[at('ValidatingAdmissionPolicy', 'urumi-webhook-bounds')];
    assert.ok(policy);
    const { matchConstraints } = policy['spec'] as PolicySpec;
    const bounded = new Set(
      matchConstraints.resourceRules.flatMap(({ apiGroups, resources }) =>
        resources.flatMap((resource) => apiGroups.map((group) => `${group}/${resource}`)),
      ),
    );
    const writes = [...plannerRules(), ...plannerSystemRules(), ...webhookSystemRules(['any'])]
      .filter(({ verbs }) => verbs.some((verb) => ['create', 'update', 'patch', 'delete'].includes(verb)))
      .flatMap(({ apiGroups, resources }) => resources.map((resource) => `${apiGroups[0]}/${resource}`));
    assert.ok(writes.length > 12);
    assert.deepEqual(
      writes.filter((resource) => !bounded.has(resource)),
      [],
    );
  });

  it('lets people through in an emergency, and keeps Urumi’s own processes within their bounds', () => {
    const bindings = all.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
    const component = 'app.kubernetes.io/component';
    const stays = bindings.filter((binding: KubernetesObject) => binding.metadata.labels?.[component] === 'bounds');
    assert.deepEqual(
      stays.map(({ metadata }) => metadata.name),
      ['urumi-controller-bounds', 'urumi-webhook-bounds'],
    );
    assert.ok(bindings.length > stays.length);
  });
});
