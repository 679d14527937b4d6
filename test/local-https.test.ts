import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { synthesise } from '../synth/synthesise.ts';
import { fleets, storeSpec } from '../synth/testing/samples.ts';

interface CertManagerObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly selfSigned?: object;
    readonly ca?: { readonly secretName: string };
    readonly secretName?: string;
    readonly issuerRef?: { readonly name: string; readonly kind: string };
  };
}

describe('docs/local-https.md', () => {
  const text = readFileSync(new URL('../docs/local-https.md', import.meta.url), 'utf8');
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(text) ?? [];
  const objects = parseAllDocuments(yaml.replaceAll(/^ {3}/gm, '')).map(
    (document) => document.toJS() as CertManagerObject,
  );
  const named = (kind: string, name: string): CertManagerObject =>
    objects.find((each) => each.kind === kind && each.metadata.name === name) ?? assert.fail(`${kind} ${name}`);

  it('makes the issuer that a self-signed fleet asks for', () => {
    const fleet = {
      ...fleets.local,
      environment: { ...fleets.local.environment, tls: { mode: 'selfSigned' as const } },
    };
    const { stages } = synthesise({ name: 'shop', spec: storeSpec({ engine: 'medusa' }) }, fleet);
    const ingress = stages
      .flatMap((stage) => stage.objects.map(({ object }) => object))
      .find(({ kind }) => kind === 'Ingress');
    const issuer = ingress?.metadata.annotations?.['cert-manager.io/cluster-issuer'] ?? '';
    assert.ok(named('ClusterIssuer', issuer).spec.ca);
  });

  it('gives it the authority that the bootstrap has signed', () => {
    const { spec, metadata } = named('Certificate', 'urumi-ca');
    assert.equal(metadata.namespace, 'cert-manager');
    assert.equal(spec.secretName, named('ClusterIssuer', 'urumi-selfsigned').spec.ca?.secretName);
    assert.ok(named(spec.issuerRef?.kind ?? '', spec.issuerRef?.name ?? '').spec.selfSigned);
  });
});
