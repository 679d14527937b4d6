import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../images/build.sh', import.meta.url));

/** No builder runs here: each stands in by telling what it was asked for. */
describe('images/build.sh', () => {
  let bin: string;

  beforeEach(() => {
    bin = mkdtempSync(path.join(tmpdir(), 'urumi-build-'));
  });
  afterEach(() => rmSync(bin, { recursive: true }));

  function build(
    tools: readonly string[],
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): ReturnType<typeof run> {
    for (const tool of tools) writeFileSync(path.join(bin, tool), `#!/bin/sh\necho "${tool} $*"\n`, { mode: 0o755 });
    return run(args, { PATH: `${bin}:/usr/bin:/bin`, ...env });
  }

  function run(
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): { status: number | null; lines: string[]; errors: string } {
    const { status, stdout, stderr } = spawnSync('/bin/sh', [script, ...args], { env, encoding: 'utf8' });
    return { status, lines: stdout.split('\n').filter((line) => line !== ''), errors: stderr };
  }

  for (const tool of ['docker', 'podman']) {
    it(`builds with ${tool}, tagged for the fleet's registry, and pushes only when told to`, () => {
      const env = { TOOL: tool, REGISTRY: 'registry.example.com/shops' };
      const built = build([tool], ['medusa', '2.21.2'], env);
      assert.equal(built.status, 0, built.errors);
      assert.equal(built.lines.length, 1);
      assert.match(
        built.lines[0] ?? '',
        new RegExp(
          `^${tool} build --build-arg SOURCE_DATE_EPOCH=\\d{6,} --tag registry.example.com/shops/medusa:2.21.2 --file .*/images/medusa/Dockerfile .*/images/medusa$`,
        ),
      );
      const pushed = build([tool], ['medusa', '2.21.2', '--push'], env);
      assert.equal(pushed.lines[1], `${tool} push registry.example.com/shops/medusa:2.21.2`);
    });
  }

  it('builds with buildkit, with a bill of materials, and the version that the tag names', () => {
    const { lines } = build(['buildctl'], ['woocommerce', '11.0.1', '--push'], {
      TOOL: 'buildctl',
      BUILD_ARGS: 'WPCLI=x',
    });
    assert.match(
      lines[0] ?? '',
      /^buildctl build --frontend dockerfile\.v0 .*--opt build-arg:WOOCOMMERCE=11\.0\.1 --opt build-arg:WPCLI=x --opt attest:sbom= --output type=image,name=ghcr\.io\/urumi-dev\/woocommerce:11\.0\.1,push=true$/,
    );
  });

  it('builds Urumi from the whole project', () => {
    const { lines } = build(['docker'], ['urumi', '0.1.0'], { TOOL: 'docker' });
    const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
    assert.ok(lines[0]?.endsWith(` --file ${root}/images/urumi/Dockerfile ${root}`), lines[0]);
  });

  it('says how it is used when it is not told what to build', () => {
    for (const args of [[], ['medusa'], ['shopware', '1.0'], ['medusa', '2.21.2', '--psuh']]) {
      const { status, errors } = build(['docker'], args);
      assert.equal(status, 2, args.join(' '));
      assert.match(errors, /^usage: build\.sh/m);
    }
  });

  it('dates no file 1970-01-01, which would switch off opcache', () => {
    const { lines } = build(['docker'], ['woocommerce', '11.0.1'], { TOOL: 'docker', SOURCE_DATE_EPOCH: '0' });
    const [, epoch] = /SOURCE_DATE_EPOCH=(\d+)/.exec(lines[0] ?? '') ?? [];
    assert.ok(Number(epoch) > 86_400, epoch);
  });

  /** A PATH without this machine's own builders. */
  function onlyWhatItNeeds(): string {
    for (const name of ['dirname', 'git', 'sed', 'sh']) symlinkSync(which(name), path.join(bin, name));
    return bin;
  }

  it('gives each setting as an argument of its own', () => {
    const env = { TOOL: 'podman', BUILD_ARGS: 'WORDPRESS=a.example.com/wordpress:7.1.0 WPCLI=b' };
    const { lines } = build(['podman'], ['woocommerce', '11.0.1'], env);
    assert.deepEqual(lines[0]?.match(/--build-arg \S+/g)?.slice(1), [
      '--build-arg WOOCOMMERCE=11.0.1',
      '--build-arg WORDPRESS=a.example.com/wordpress:7.1.0',
      '--build-arg WPCLI=b',
    ]);
  });

  it('takes docker before podman before buildctl, unless TOOL names one', () => {
    const PATH = onlyWhatItNeeds();
    for (const tool of ['buildctl', 'podman', 'docker'])
      assert.equal(build([tool], ['medusa', '2.21.2'], { PATH }).lines[0]?.split(' ')[0], tool);
    assert.match(build([], ['medusa', '2.21.2'], { TOOL: 'podman' }).lines[0] ?? '', /^podman /);
  });

  it('says that it needs a builder where there is none', () => {
    const { status, errors } = run(['medusa', '2.21.2'], { PATH: onlyWhatItNeeds() });
    assert.equal(status, 3, errors);
    assert.match(errors, /none of docker, podman and buildctl/);
  });

  it('refuses a version that no tag can be, and a tool that it does not know', () => {
    for (const [version, tool] of [
      ['2.21.2 --privileged', 'docker'],
      ['2.21.2', 'kaniko'],
    ] as const) {
      const { status, lines } = build(['docker'], ['medusa', version], { TOOL: tool });
      assert.equal(status, 2, version);
      assert.deepEqual(lines, []);
    }
  });
});

function which(name: string): string {
  return spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}
