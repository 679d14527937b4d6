import assert from 'node:assert/strict';
import { commandTable } from '../../cli/command-table.ts';
import { recordedIo } from '../../cli/recorded-io.ts';
import { run } from '../../cli/run.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { podRules, podsOf, type Pod } from '../../synth/testing/pod-rules.ts';
import { installManifests } from '../install-manifests.ts';
import { parts } from './workload-choices.ts';

const image = 'registry.example.com/urumi:0.1.0';
const asked = {
  uiHosts: ['urumi.example.com'],
  uiUrl: 'https://urumi.example.com',
  uiSecret: 'urumi-ui',
  certificate: 'urumi-admission',
};
const everything = installManifests({ run: { image, parts, ...asked } });
const pods = podsOf(everything);
/** Theirs differ from stores' on purpose: they work on the API server, and those that must not be there twice are replaced. */
const ownRules = ['no token', 'no-rolling-update-strategy'];

function argsOf({ spec }: Pod['template']): string[] {
  return (spec.containers[0]?.['args'] ?? []) as string[];
}

function named(kind: string, name: string): KubernetesObject | undefined {
  return everything.find((object) => object.kind === kind && object.metadata.name === name);
}

describe('what runs Urumi on a cluster', () => {
  it('is nothing unless an image is named: none is published', () => {
    assert.deepEqual(podsOf(installManifests()), []);
  });

  it('is controller and admission webhook, unless more is asked for', () => {
    const names = podsOf(installManifests({ run: { image } })).map(({ object }) => object.metadata.name);
    assert.deepEqual(names, ['urumi-controller', 'urumi-admission']);
    assert.equal(pods.length, 4);
  });

  it('keeps the rules that the pods of stores keep', () => {
    const rules = Object.entries(podRules).filter(([name]) => !ownRules.some((own) => name.includes(own)));
    assert.equal(rules.length, Object.keys(podRules).length - ownRules.length);
    const broken = pods.flatMap((pod) =>
      rules.flatMap(([rule, check]) => {
        const found = check(pod, everything);
        return found === undefined ? [] : [`${pod.object.metadata.name}: ${rule}: ${found}`];
      }),
    );
    assert.deepEqual(broken, []);
  });

  it('is restricted but for the token of its account, which each has for itself', () => {
    const restricted = Object.entries(podRules).find(([name]) => name.includes('no token'));
    for (const pod of pods) {
      const { spec } = pod.template;
      assert.equal(restricted?.[1](pod, everything), 'mounts a service account token');
      const without: Pod = {
        ...pod,
        template: { ...pod.template, spec: { ...spec, automountServiceAccountToken: false } },
      };
      assert.equal(restricted?.[1](without, everything), undefined);
      assert.equal(spec['serviceAccountName'], pod.object.metadata.name);
      assert.ok(named('ServiceAccount', pod.object.metadata.name), pod.object.metadata.name);
    }
  });

  it('is there twice where one must be there at any time, and one at a time where two would do everything twice', () => {
    for (const { object } of pods) {
      const { replicas, strategy } = object['spec'] as { replicas: number; strategy: { type: string } };
      const isTwice = ['urumi-admission', 'urumi-controller'].includes(object.metadata.name);
      assert.deepEqual([replicas, strategy.type], isTwice ? [2, 'RollingUpdate'] : [1, 'Recreate']);
    }
  });

  it('is reached by Services that select it, at ports that it names', () => {
    for (const { object, template } of pods) {
      const service = named('Service', object.metadata.name)?.['spec'] as {
        selector: Record<string, string>;
        ports: { targetPort: string }[];
      };
      for (const [label, value] of Object.entries(service.selector))
        assert.equal(template.metadata.labels[label], value, object.metadata.name);
      const ports = (template.spec.containers[0]?.['ports'] ?? []) as { name: string }[];
      for (const { targetPort } of service.ports) assert.ok(ports.some(({ name }) => name === targetPort));
    }
  });

  for (const { object, template } of pods) {
    const [command = '', ...args] = argsOf(template);
    it(`gives urumi ${command} options that it knows`, async () => {
      assert.ok(commandTable.some(({ name }) => name === command));
      const io = recordedIo();
      await run(['help', command], io);
      const flags = args.filter((word) => word.startsWith('--'));
      assert.ok(flags.length >= 3, object.metadata.name);
      for (const flag of flags) assert.match(io.out(), new RegExp(`${flag}[ ,]`));
    });
  }

  it('serves what cert-manager makes where a Certificate is named, else its own', () => {
    const volumesOf = (objects: readonly KubernetesObject[]): unknown[] => {
      const pod = podsOf(objects).find(({ object }) => object.metadata.name === 'urumi-admission');
      return pod?.template.spec.volumes?.flatMap(({ secret }) => secret ?? []) ?? [];
    };
    assert.deepEqual(volumesOf(everything), [{ secretName: 'urumi-admission', defaultMode: 0o440 }]);
    assert.deepEqual(volumesOf(installManifests({ run: { image } })), []);
  });

  it('has the webhook take its files from a Secret that is there, and both secrets while one is rotated', () => {
    const run = { image, parts: ['webhook'], forgeSecret: 'shops', webhookSecretKeys: ['new', 'old'] } as const;
    const [pod] = podsOf(installManifests({ run }));
    assert.ok(pod);
    const args = argsOf(pod.template).join(' ');
    assert.match(
      args,
      /--forge \/etc\/urumi\/forge\.yaml --secret-file \/etc\/urumi\/new --secret-file \/etc\/urumi\/old/,
    );
    const volume = pod.template.spec.volumes?.find(({ name }) => name === 'secret');
    assert.deepEqual(volume?.['secret'], { secretName: 'shops', defaultMode: 0o440 });
  });
});
