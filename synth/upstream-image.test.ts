import assert from 'node:assert/strict';
import { environmentSchema } from './spec/fleet.ts';
import { upstreamImage } from './upstream-image.ts';

const image = { name: 'postgres', tag: '18.6', digest: `sha256:${'a'.repeat(64)}` } as const;
const named = (images: Record<string, string> = {}): string =>
  upstreamImage(environmentSchema.parse({ domain: 'shops.example.com', images }), image);

describe('upstreamImage', () => {
  it('names a version and the bytes that it stands for, where they come from Docker’s Official Images', () => {
    assert.equal(named(), `docker.io/library/postgres:18.6@${image.digest}`);
    assert.equal(named({ registry: 'registry.example.com/shops', pullPolicy: 'Always' }), named());
  });

  it('names the version alone in a registry of one’s own, whose copy may have another digest', () => {
    assert.equal(named({ upstream: 'registry.example.com/mirror' }), 'registry.example.com/mirror/postgres:18.6');
  });

  it('names the version alone where nodes pull nothing: images that were loaded by hand have no digest there', () => {
    assert.equal(named({ pullPolicy: 'Never' }), 'docker.io/library/postgres:18.6');
  });
});
