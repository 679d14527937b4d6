import assert from 'node:assert/strict';
import * as kplus from 'cdk8s-plus-28';
import { StoreChart } from './store-chart.ts';
import { fleets, storeSpec } from './testing/samples.ts';

const { k8s } = kplus;

function chart(): StoreChart {
  return new StoreChart({
    name: 'demo',
    namespace: 'store-demo',
    spec: storeSpec(),
    environment: fleets.local.environment,
    version: '1',
    hosts: ['demo.shops.localhost'],
    scheme: 'http',
  });
}

describe('StoreChart', () => {
  it('renders the objects of each stage in the order in which they were added', () => {
    const shop = chart();
    shop.add('config', k8s.KubeConfigMap, { metadata: shop.metadata('second', 'web') });
    const secret = new kplus.Secret(shop.stage('config'), 'secret', { metadata: shop.metadata('first', 'web') });
    shop.add('guards', k8s.KubeConfigMap, { metadata: shop.metadata('guard', 'web') });
    const { guards, config } = shop.render();
    assert.deepEqual(
      config.map(({ metadata }) => metadata.name),
      ['second', secret.name],
    );
    assert.deepEqual(
      guards.map(({ metadata }) => metadata.name),
      ['guard'],
    );
  });

  it('renders an object that was added as it would render a construct with the same fields', () => {
    const shop = chart();
    const fields = {
      metadata: { ...shop.metadata('web', 'web'), annotations: { note: 'a' } },
      spec: { maxUnavailable: k8s.IntOrString.fromString('50%'), selector: { matchLabels: { app: 'web' } } },
    };
    shop.add('config', k8s.KubePodDisruptionBudget, fields);
    const construct = new k8s.KubePodDisruptionBudget(shop.stage('application'), 'budget', fields);
    const { config, application } = shop.render();
    assert.equal(application[0]?.metadata.name, construct.name);
    assert.equal(JSON.stringify(config), JSON.stringify(application));
  });

  it('refuses an object outside the stages, which would never be applied', () => {
    const shop = chart();
    const stray = new kplus.ConfigMap(shop, 'stray', { metadata: { name: 'stray' } });
    assert.throws(() => shop.render(), new RegExp(`ConfigMap/${stray.name} of store demo was put outside the stages`));
  });

  it('refuses constructs that do not validate', () => {
    const shop = chart();
    const { node } = new kplus.Ingress(shop.stage('ingress'), 'empty');
    assert.throws(() => shop.render(), new RegExp(`\\[${node.path}\\] ingress with no rules`));
  });
});
