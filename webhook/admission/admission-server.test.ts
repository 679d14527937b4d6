import assert from 'node:assert/strict';
import { Agent, request } from 'node:https';
import { Registry } from 'prom-client';
import { AdmissionMetrics } from './admission-metrics.ts';
import { AdmissionServer } from './admission-server.ts';
import type { AdmissionAnswer } from './admission-answer.ts';
import type { ServingCertificates } from './certificates/certificate-source.ts';
import type { CertificateSet } from './certificates/certificate-set.ts';
import { usualTerms } from './certificates/decide-certificates.ts';
import { newCertificates } from './certificates/make-certificates.ts';
import { mostBodyBytes } from './read-body.ts';
import { claimsOf, controller, reviewOf, uid } from './testing/reviews.ts';

const terms = { ...usualTerms, hosts: ['127.0.0.1'] };

function servingOf({ certificate, key, authorities }: CertificateSet): ServingCertificates {
  return { certificate, key, caBundle: authorities.join('') };
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

describe('AdmissionServer', () => {
  let server: AdmissionServer;
  let certificates: ServingCertificates;
  const registry = new Registry();
  let reasons: string[] = [];
  const lines: string[] = [];
  const write = (_fields: object, message: string): void => void lines.push(message);

  before(async () => {
    certificates = servingOf(await newCertificates(terms, Date.now()));
    server = await AdmissionServer.listen({
      host: '127.0.0.1',
      port: 0,
      certificates,
      context: { claims: claimsOf({ shops: {} }), controller },
      notReady: () => reasons,
      metrics: new AdmissionMetrics(registry),
      log: { debug: write, info: write, warn: write, error: write },
    });
  });
  after(() => server.close());

  function send(path: string, body?: string, agent?: Agent, ca = certificates.caBundle): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const options = { host: '127.0.0.1', port: server.port, path, method, ca, agent: agent ?? false };
      const asking = request(options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      asking.once('error', reject);
      asking.end(body);
    });
  }

  const responseOf = ({ text }: Answered) => (JSON.parse(text) as AdmissionAnswer).response;

  it('answers a review, and keeps the connection for 90 s', async () => {
    const agent = new Agent({ keepAlive: true });
    const answer = await send('/validate', JSON.stringify(reviewOf({ spec: { owner: 'team' } })), agent);
    agent.destroy();
    assert.equal(answer.status, 200);
    assert.deepEqual(responseOf(answer), { uid, allowed: true });
    assert.match(String(answer.headers['keep-alive']), /timeout=90/);
  });

  it('refuses a body of more than 7 MB with its uid, and goes on', async () => {
    const huge = JSON.stringify(reviewOf({ spec: { title: 'x'.repeat(mostBodyBytes) } }));
    const answer = await send('/validate', huge);
    assert.deepEqual([responseOf(answer).uid, responseOf(answer).allowed], [uid, false]);
    assert.match(responseOf(answer).status?.message ?? '', /larger than 7 MB/);
    assert.equal((await send('/healthz')).status, 200);
  });

  it('takes the largest review that an API server sends', async () => {
    const large = reviewOf({ spec: { title: 'x'.repeat(3_000_000) }, oldSpec: { title: 'y'.repeat(3_000_000) } });
    const response = responseOf(await send('/validate', JSON.stringify(large)));
    assert.deepEqual(
      response.status?.details?.causes.map(({ field }) => field),
      ['spec.title'],
    );
  });

  it('answers 400 to what has no uid, 404 and 405 to what is no review', async () => {
    assert.equal((await send('/validate', 'nonsense')).status, 400);
    assert.equal((await send('/elsewhere', '{}')).status, 404);
    assert.equal((await send('/validate')).status, 405);
  });

  it('says when requests should go elsewhere', async () => {
    assert.equal((await send('/readyz')).status, 200);
    reasons = ['what the watches know is 300 s old'];
    const answer = await send('/readyz');
    reasons = [];
    assert.deepEqual([answer.status, answer.text], [503, 'what the watches know is 300 s old\n']);
  });

  it('counts what it has answered, from zero', async () => {
    const text = await registry.metrics();
    assert.match(text, /^urumi_admission_reviews_total\{kind="Store",verdict="allowed"\} 1$/m);
    assert.match(text, /^urumi_admission_reviews_total\{kind="Fleet",verdict="refused"\} 0$/m);
  });

  it('swaps certificates without closing a connection or refusing one', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const next = servingOf(await newCertificates(terms, Date.now()));
    const both = `${certificates.caBundle}${next.caBundle}`;
    let answers = 0;
    const ask = async (kept?: Agent): Promise<void> => {
      const { status } = await send('/validate', JSON.stringify(reviewOf()), kept, both);
      assert.equal(status, 200);
      answers += 1;
    };
    await ask(agent);
    const asking = Array.from({ length: 100 }, (_, at) => ask(at % 2 === 0 ? agent : undefined));
    server.use(next);
    await Promise.all(asking);
    await assert.rejects(send('/healthz'), /certificate|issuer|verif/i, 'the old trust alone is of no use now');
    assert.equal((await send('/healthz', undefined, undefined, next.caBundle)).status, 200);
    agent.destroy();
    certificates = next;
    assert.equal(answers, 101);
  });
});
