import assert from 'node:assert/strict';
import { ApiObject, App, Chart, Cron, Duration, type ResolutionContext, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { SpecResolver } from './spec-resolver.ts';

const metadata = { name: 'shop', labels: { b: '1', a: '2' }, annotations: { d: '3', c: '4' } };

/** One construct of every kind that has a way of its own, with as many sorts of values in it as a pod can hold, and an Ingress, which has none. */
function build(app: App): ApiObject[] {
  const chart = new Chart(app, 'shop', { namespace: 'store-shop' });
  const secret = kplus.Secret.fromSecretName(chart, 'secret', 'passwords');
  const scratch = kplus.Volume.fromEmptyDir(chart, 'tmp', 'tmp', { sizeLimit: Size.mebibytes(5) });
  const containers = [
    {
      name: 'main',
      image: 'image:1',
      ports: [{ name: 'http', number: 80 }],
      resources: { cpu: { request: kplus.Cpu.millis(5) }, memory: { limit: Size.mebibytes(7) } },
      readiness: kplus.Probe.fromHttpGet('/', { port: 80, periodSeconds: Duration.seconds(3) }),
      envFrom: [kplus.Env.fromSecret(secret)],
      envVariables: { Z: kplus.EnvValue.fromValue('z'), A: kplus.EnvValue.fromSecretValue({ secret, key: 'a' }) },
      volumeMounts: [{ path: '/tmp', volume: scratch }],
    },
  ];
  const service = new kplus.Service(chart, 'service', { metadata, ports: [{ port: 80, targetPort: 8080 }] });
  service.selectLabel('app', 'shop');
  const job = new kplus.Job(chart, 'job', { metadata, containers, podMetadata: metadata, backoffLimit: 2 });
  job.scheduling.colocate(kplus.Pods.select(job, 'near', { labels: { app: 'shop' } }), { weight: 7 });
  const constructs = [
    service,
    job,
    new kplus.Deployment(chart, 'deployment', { metadata, containers, replicas: 3 }),
    new kplus.StatefulSet(chart, 'set', { metadata, containers, service }),
    new kplus.CronJob(chart, 'cron', { metadata, containers, schedule: Cron.hourly() }),
    new kplus.Ingress(chart, 'ingress', {
      metadata,
      rules: [{ host: 'shop.example.com', backend: kplus.IngressBackend.fromService(service) }],
    }),
  ];
  return constructs.map((construct) => ApiObject.of(construct));
}

describe('SpecResolver', () => {
  const ordinary = build(new App()).map((object) => object.toJson() as { kind: string });
  const resolver = new SpecResolver();
  const objects = build(new App({ resolvers: [resolver] }));

  for (const [index, expected] of ordinary.entries()) {
    it(`renders a ${expected.kind} as cdk8s does`, () => {
      const object = objects[index];
      assert.ok(object !== undefined);
      assert.deepEqual(resolver.render(object), expected);
    });
  }

  it('keeps nothing of one object for the next', () => {
    const rendered = objects.toReversed().map((object) => resolver.render(object));
    assert.deepEqual(rendered.toReversed(), ordinary);
  });

  it('spares cdk8s the specs of all kinds but Ingress', () => {
    const walked = new Set<string>();
    const own = new SpecResolver();
    const spy = {
      resolve({ key, obj }: ResolutionContext): void {
        if (key.length > 1 && key[0] === 'spec') walked.add(obj.kind);
      },
    };
    for (const object of build(new App({ resolvers: [own, spy] }))) own.render(object);
    assert.deepEqual([...walked], ['Ingress']);
  });

  it('leaves alone what it does not render', () => {
    assert.deepEqual(
      objects.map((object) => object.toJson() as unknown),
      ordinary,
    );
  });
});
