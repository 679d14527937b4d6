import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SandboxError } from '../sandbox-error.ts';
import { binaries, type BinarySpec, type ReleaseDownload } from './catalog.ts';
import { downloadRelease } from './download.ts';
import { serveReleases } from './testing/release-server.ts';
import { sampleBinary, sampleProgram, sha256 } from './testing/sample-binary.ts';

const platform = { os: 'linux', arch: 'amd64' } as const;
const program = sampleProgram('1.2.3');

describe('a download', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-download-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const download = (spec: BinarySpec, env: NodeJS.ProcessEnv, signal?: AbortSignal) =>
    downloadRelease(spec, spec.download(platform) as ReleaseDownload, folder, { env, ...(signal ? { signal } : {}) });

  const refused = async (env: NodeJS.ProcessEnv, message: RegExp) => {
    await assert.rejects(download(sampleBinary(), env), (error) => {
      assert.ok(error instanceof SandboxError);
      assert.equal(error.code, 'way-failed');
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(readdirSync(folder), [], 'nothing unverified is left');
  };

  it('is kept when it has the published checksum', async () => {
    await using server = await serveReleases({
      '/v1.2.3/sample': program,
      '/v1.2.3/sample.sha256': `${sha256(program)}  sample\n`,
    });
    await download(sampleBinary(), { URUMI_SAMPLE_URL: `${server.url}/` });
    assert.equal(readFileSync(path.join(folder, 'sample'), 'utf8'), program);
  });

  it('is refused when it has another checksum', async () => {
    await using server = await serveReleases({
      '/v1.2.3/sample': `${program}# changed\n`,
      '/v1.2.3/sample.sha256': sha256(program),
    });
    await refused(
      { URUMI_SAMPLE_URL: server.url },
      /v1\.2\.3\/sample has the SHA-256 \w{64}, but its project publishes \w{64}/,
    );
  });

  it('is refused when no checksum is published', async () => {
    await using server = await serveReleases({ '/v1.2.3/sample': program });
    await refused({ URUMI_SAMPLE_URL: server.url }, /sample\.sha256 could not be downloaded: the answer was 404/);
    assert.deepEqual(server.asked, ['/v1.2.3/sample.sha256'], 'the binary itself is not even asked for');
  });

  it('is refused when the checksum file is a page', async () => {
    await using server = await serveReleases({
      '/v1.2.3/sample': program,
      '/v1.2.3/sample.sha256': '<html>sign in</html>',
    });
    await refused({ URUMI_SAMPLE_URL: server.url }, /states no SHA-256 for sample/);
  });

  it('is refused when the binary is not there', async () => {
    await using server = await serveReleases({ '/v1.2.3/sample.sha256': sha256(program) });
    await refused({ URUMI_SAMPLE_URL: server.url }, /v1\.2\.3\/sample could not be downloaded: the answer was 404/);
  });

  it('is refused when the connection breaks half way', async () => {
    await using server = await serveReleases({
      '/v1.2.3/sample.sha256': sha256(program),
      '/v1.2.3/sample': (_request, response) => {
        response.setHeader('content-length', program.length);
        response.write(program.slice(0, 10), () => response.destroy());
      },
    });
    await refused({ URUMI_SAMPLE_URL: server.url }, /v1\.2\.3\/sample could not be downloaded/);
  });

  it('fails at once when the host refuses the connection', async () => {
    const begin = Date.now();
    await refused({}, /ECONNREFUSED/);
    assert.ok(Date.now() - begin < 10_000);
  });

  it('fails at once when the proxy refuses the connection', async () => {
    await using server = await serveReleases({ '/v1.2.3/sample.sha256': sha256(program), '/v1.2.3/sample': program });
    await refused(
      { URUMI_SAMPLE_URL: server.url, HTTP_PROXY: 'http://127.0.0.1:19999' },
      /ECONNREFUSED 127\.0\.0\.1:1/,
    );
    assert.deepEqual(server.asked, []);
  });

  it('says so when the proxy is no URL', async () => {
    await refused({ HTTP_PROXY: 'nonsense' }, /the proxy in HTTP_PROXY or HTTPS_PROXY is not a URL/);
  });

  it('says so when the base URL is none', async () => {
    await refused({ URUMI_SAMPLE_URL: 'nonsense' }, /nonsense\/v1\.2\.3\/sample\.sha256 could not be downloaded/);
  });

  it('follows redirects, as releases on GitHub need', async () => {
    await using server = await serveReleases({
      '/v1.2.3/sample.sha256': sha256(program),
      '/v1.2.3/sample': (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      '/elsewhere': program,
    });
    await download(sampleBinary(), { URUMI_SAMPLE_URL: server.url });
    assert.equal(readFileSync(path.join(folder, 'sample'), 'utf8'), program);
  });

  it('ends when it is aborted', async () => {
    const aborted = new AbortController();
    await using server = await serveReleases({
      '/v1.2.3/sample.sha256': sha256(program),
      '/v1.2.3/sample': (_request, response) => {
        response.write('#', () => aborted.abort(new Error('enough')));
      },
    });
    await assert.rejects(download(sampleBinary(), { URUMI_SAMPLE_URL: server.url }, aborted.signal), /enough/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('takes etcd out of its archive, and leaves nothing else', async () => {
    const name = `etcd-v${binaries.etcd.version}-linux-amd64`;
    const tree = mkdtempSync(path.join(tmpdir(), 'urumi-archive-'));
    mkdirSync(path.join(tree, name, 'Documentation'), { recursive: true });
    for (const file of ['etcd', 'etcdctl', 'Documentation/README.md'])
      writeFileSync(path.join(tree, name, file), `this is ${file}`);
    execFileSync('tar', ['-czf', 'archive', name], { cwd: tree });
    const archive = readFileSync(path.join(tree, 'archive'));
    rmSync(tree, { recursive: true });
    const base = `/v${binaries.etcd.version}`;
    await using server = await serveReleases({
      [`${base}/${name}.tar.gz`]: archive,
      [`${base}/SHA256SUMS`]: `${sha256('x')}  ${name.replace('amd64', 'arm64')}.tar.gz\n${sha256(archive)}  ${name}.tar.gz\n`,
    });
    await download(binaries.etcd, { URUMI_ETCD_URL: server.url });
    assert.deepEqual(readdirSync(folder), ['etcd']);
    assert.equal(readFileSync(path.join(folder, 'etcd'), 'utf8'), 'this is etcd');
  });

  it("compares kwok with the digest in GitHub's description of the release", async () => {
    const tag = `/v${binaries.kwok.version}`;
    const release = { assets: [{ name: 'kwok-linux-amd64', digest: `sha256:${sha256(program)}` }] };
    await using server = await serveReleases({
      [`${tag}/kwok-linux-amd64`]: program,
      [`/tags${tag}`]: JSON.stringify(release),
    });
    await download(binaries.kwok, { URUMI_KWOK_URL: server.url, URUMI_KWOK_RELEASES_URL: `${server.url}/tags` });
    assert.equal(readFileSync(path.join(folder, 'kwok'), 'utf8'), program);
  });

  it('asks for Kubernetes and Gitea where their projects publish them', async () => {
    for (const [name, variable, path] of [
      [
        'kube-scheduler',
        'URUMI_KUBERNETES_URL',
        `/v${binaries['kube-scheduler'].version}/bin/linux/amd64/kube-scheduler`,
      ],
      ['gitea', 'URUMI_GITEA_URL', `/${binaries.gitea.version}/gitea-${binaries.gitea.version}-linux-amd64`],
    ] as const) {
      await using server = await serveReleases({ [path]: program, [`${path}.sha256`]: sha256(program) });
      await download(binaries[name], { [variable]: server.url });
      assert.ok(readdirSync(folder).includes(name));
    }
  });

  it('is not tried for Kubernetes on a Mac, for which there is none', () => {
    assert.equal(binaries['kube-apiserver'].download({ os: 'darwin', arch: 'arm64' }), undefined);
  });
});
