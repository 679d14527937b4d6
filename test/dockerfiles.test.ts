import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const images = fileURLToPath(new URL('../images', import.meta.url));
const dockerfiles = globSync('*/Dockerfile', { cwd: images }).map((file) => ({
  file,
  text: readFileSync(path.join(images, file), 'utf8'),
}));

/** What each `FROM` of a Dockerfile starts from, defaults of arguments filled in; stages of its own left out. */
function basesOf(text: string): string[] {
  const defaults = new Map([...text.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]));
  const stages = new Set([...text.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name));
  const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base = '']) =>
    base.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => defaults.get(name) ?? ''),
  );
  return bases.filter((base) => !stages.has(base));
}

describe('the Dockerfiles of our images', () => {
  it('are those of the stores and of Urumi itself', () => {
    assert.deepEqual(dockerfiles.map(({ file }) => file).sort(), [
      'medusa-storefront/Dockerfile',
      'medusa/Dockerfile',
      'urumi/Dockerfile',
      'woocommerce/Dockerfile',
    ]);
  });

  for (const { file, text } of dockerfiles) {
    it(`${file}: start from images that a version names for people and a digest for machines`, () => {
      const bases = basesOf(text);
      assert.ok(bases.length >= 2, bases.join());
      for (const base of bases)
        assert.match(base, /^docker\.io\/library\/\w+:[\w.-]*\d+\.\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}$/);
    });

    it(`${file}: end as a user who is nobody special, by number, so that Kubernetes can tell`, () => {
      const last = text.slice(text.lastIndexOf('\nFROM '));
      const users = [...last.matchAll(/^USER (.+)$/gm)].map(([, user]) => user);
      assert.equal(users.length, 1);
      assert.match(users[0] ?? '', /^[1-9]\d*:[1-9]\d*$/);
    });
  }

  it('agree on a base that several start from', () => {
    const digests = new Map<string, Set<string>>();
    for (const base of dockerfiles.flatMap(({ text }) => basesOf(text))) {
      const [name = '', digest = ''] = base.split('@');
      digests.set(name, (digests.get(name) ?? new Set()).add(digest));
    }
    for (const [name, found] of digests) assert.equal(found.size, 1, name);
  });
});
