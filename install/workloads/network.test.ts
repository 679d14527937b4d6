import assert from 'node:assert/strict';
import { environmentSchema } from '../../synth/spec/fleet.ts';
import type { ContainerJson, PodTemplateJson } from '../../synth/pod-template.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { podsOf } from '../../synth/testing/pod-rules.ts';
import { installManifests } from '../install-manifests.ts';
import { parts, type WorkloadChoices } from './workload-choices.ts';

const image = 'registry.example.com/urumi:0.1.0';
const environment = environmentSchema.parse({
  domain: 'shops.example.com',
  ingress: { className: 'traefik', annotations: { 'traefik.example/entrypoint': 'websecure' } },
  tls: { mode: 'issuer', issuer: 'letsencrypt' },
});
const asked = {
  environment,
  webhookHost: 'hooks.example.com',
  ui: { annotations: { 'traefik.example/middlewares': 'who-is-there' } },
};
const uiHosts = ['urumi.example.com', 'urumi.example.org'];
const traefik = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
};

const installed = (choices: Partial<WorkloadChoices> = {}): KubernetesObject[] =>
  installManifests({ run: { image, parts, uiHosts, ...choices } });
const behindTraefik = installed({ ingress: asked });

function specOf(objects: readonly KubernetesObject[], kind: string, name: string): unknown {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  return found?.['spec'] ?? assert.fail(`no ${kind} ${name}`);
}

function argsOf([container]: readonly ContainerJson[]): readonly string[] {
  return (container?.['args'] ?? []) as string[];
}

function portsOf({ spec: { containers } }: PodTemplateJson): string[] {
  return containers.flatMap((container) => (container['ports'] as { name: string }[]).map(({ name }) => name));
}

interface Rule {
  readonly from?: readonly object[];
  readonly ports: readonly { readonly port: string }[];
}

/** Who reaches which port of a process; `anyone` where nobody is named. */
function openings(objects: readonly KubernetesObject[], name: string): Record<string, unknown> {
  const { ingress } = specOf(objects, 'NetworkPolicy', name) as { ingress: Rule[] };
  return Object.fromEntries(ingress.map(({ from, ports }) => [ports.map(({ port }) => port).join(), from ?? 'anyone']));
}

describe('the network of what runs Urumi', () => {
  const anyPod = [{ namespaceSelector: {} }];
  const neighbours = { podSelector: {} };

  it('denies each of its pods everything that no policy of its own lets through', () => {
    const denial = specOf(behindTraefik, 'NetworkPolicy', 'urumi') as { podSelector: { matchLabels: object } };
    assert.deepEqual(denial, {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'urumi' } },
      policyTypes: ['Ingress', 'Egress'],
    });
    for (const { template, object } of podsOf(behindTraefik)) {
      assert.equal(template.metadata.labels['app.kubernetes.io/name'], 'urumi');
      const { podSelector } = specOf(behindTraefik, 'NetworkPolicy', object.metadata.name) as {
        podSelector: { matchLabels: Record<string, string> };
      };
      assert.deepEqual(podSelector.matchLabels, template.metadata.labels);
    }
  });

  it('is there before the pods that it is for', () => {
    const kinds = behindTraefik.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    for (const { object } of podsOf(behindTraefik))
      assert.ok(
        kinds.indexOf(`NetworkPolicy ${object.metadata.name}`) < kinds.indexOf(`Deployment ${object.metadata.name}`),
      );
  });

  it('lets the API server reach admission from wherever it is, and metrics be collected', () => {
    assert.deepEqual(openings(behindTraefik, 'urumi-admission'), { https: 'anyone', metrics: anyPod });
    assert.deepEqual(openings(behindTraefik, 'urumi-controller'), { metrics: anyPod });
  });

  it('lets the ingress controller alone reach the receiver and the web UI, where it is known, and the latter’s neighbours', () => {
    assert.deepEqual(openings(behindTraefik, 'urumi-webhook'), { http: [traefik], metrics: anyPod });
    assert.deepEqual(openings(behindTraefik, 'urumi-ui'), { http: [neighbours, traefik] });
  });

  it('lets anyone reach the receiver, whose deliveries are signed, and nobody but neighbours the web UI, where it is not known', () => {
    assert.deepEqual(openings(installed(), 'urumi-webhook'), { http: 'anyone', metrics: anyPod });
    assert.deepEqual(openings(installed(), 'urumi-ui'), { http: [neighbours] });
  });

  it('opens ports that the pods name', () => {
    for (const { object, template } of podsOf(behindTraefik)) {
      const named = portsOf(template);
      for (const port of Object.keys(openings(behindTraefik, object.metadata.name)))
        assert.ok(named.includes(port), `${object.metadata.name} ${port}`);
    }
  });

  it('lets names be looked up and TCP out, no other protocol', () => {
    for (const { object } of podsOf(behindTraefik)) {
      const { egress } = specOf(behindTraefik, 'NetworkPolicy', object.metadata.name) as { egress: unknown };
      assert.deepEqual(egress, [{ ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP' }] }]);
    }
  });
});

describe('the ways in from outside', () => {
  const ingresses = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
    objects.filter(({ kind }) => kind === 'Ingress');

  it('are none unless they are asked for, whatever names the web UI answers to', () => {
    assert.deepEqual(ingresses(installed()), []);
    const names = ingresses(installed({ ingress: { environment, webhookHost: 'hooks.example.com' } }));
    assert.deepEqual(
      names.map(({ metadata }) => metadata.name),
      ['urumi-webhook'],
    );
  });

  it('lead to the deliveries of the receiver and nothing else of it', () => {
    const { rules, tls, ingressClassName } = specOf(behindTraefik, 'Ingress', 'urumi-webhook') as Record<
      string,
      unknown
    >;
    const service = { name: 'urumi-webhook', port: { name: 'http' } };
    assert.equal(ingressClassName, 'traefik');
    assert.deepEqual(rules, [
      {
        host: 'hooks.example.com',
        http: { paths: [{ path: '/webhook', pathType: 'Exact', backend: { service } }] },
      },
    ]);
    assert.deepEqual(
      (tls as { hosts: string[] }[]).map(({ hosts }) => hosts),
      [['hooks.example.com']],
    );
  });

  it('lead to the web UI at each of its hosts, each with a certificate, through what asks who is there', () => {
    const { tls, rules } = specOf(behindTraefik, 'Ingress', 'urumi-ui') as {
      tls: { hosts: string[]; secretName: string }[];
      rules: { host: string }[];
    };
    assert.deepEqual(
      rules.map(({ host }) => host),
      uiHosts,
    );
    assert.deepEqual(
      tls.flatMap(({ hosts }) => hosts),
      uiHosts,
    );
    assert.equal(new Set(tls.map(({ secretName }) => secretName)).size, 2);
    const ui = ingresses(behindTraefik).find(({ metadata }) => metadata.name === 'urumi-ui');
    assert.deepEqual(ui?.metadata.annotations, {
      'traefik.example/entrypoint': 'websecure',
      'cert-manager.io/cluster-issuer': 'letsencrypt',
      'traefik.example/middlewares': 'who-is-there',
    });
  });

  it('are plain HTTP in a fleet without TLS', () => {
    const plain = installed({ ingress: { ...asked, environment: { ...environment, tls: { mode: 'none' } } } });
    for (const { metadata } of ingresses(plain)) {
      assert.deepEqual((specOf(plain, 'Ingress', metadata.name) as { tls?: unknown[] }).tls ?? [], []);
      assert.equal(metadata.annotations?.['cert-manager.io/cluster-issuer'], undefined);
    }
  });

  it('are what links on pull requests lead to', () => {
    const webhookArgs = (objects: readonly KubernetesObject[]): readonly string[] =>
      argsOf(
        podsOf(objects).find(({ object }) => object.metadata.name === 'urumi-webhook')?.template.spec.containers ?? [],
      );
    assert.deepEqual(webhookArgs(behindTraefik).slice(-2), ['--ui', 'https://urumi.example.com']);
    assert.ok(!webhookArgs(installed()).includes('--ui'));
  });
});

describe('the credentials of a forge', () => {
  const uiOf = (choices: Partial<WorkloadChoices>) =>
    podsOf(installed(choices)).find(({ object }) => object.metadata.name === 'urumi-ui')?.template.spec ??
    assert.fail('no web UI');

  it('reach the web UI by the name of a Secret alone, beside those of people who sign in', () => {
    const { containers, volumes } = uiOf({ uiForgeSecret: 'reads-shops', uiSecret: 'sign-in' });
    assert.match(
      argsOf(containers).join(' '),
      /--forge \/etc\/urumi\/forge\.yaml --sign-in \/etc\/urumi\/sign-in\.yaml/,
    );
    assert.deepEqual(volumes?.find(({ name }) => name === 'secret')?.['projected'], {
      defaultMode: 0o440,
      sources: [{ secret: { name: 'reads-shops' } }, { secret: { name: 'sign-in' } }],
    });
  });

  it('may be in the same Secret, and are in none unless one is named', () => {
    const secret = (choices: Partial<WorkloadChoices>): unknown =>
      uiOf(choices).volumes?.find(({ name }) => name === 'secret')?.['secret'];
    assert.deepEqual(secret({ uiForgeSecret: 'all', uiSecret: 'all' }), { secretName: 'all', defaultMode: 0o440 });
    assert.equal(secret({}), undefined);
    assert.ok(!argsOf(uiOf({}).containers).includes('--forge'));
  });
});
