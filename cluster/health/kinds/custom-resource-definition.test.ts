import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function definitionHealth(...conditions: object[]): Health {
  const metadata = { name: 'stores.urumi.dev', generation: 1 };
  return health({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata,
    spec: {},
    status: { conditions },
  });
}

describe('health of a CustomResourceDefinition', () => {
  it('is Current once established and InProgress until then', () => {
    assert.equal(definitionHealth().status, 'InProgress');
    assert.equal(definitionHealth({ type: 'Established', status: 'False', reason: 'Installing' }).status, 'InProgress');
    assert.equal(definitionHealth({ type: 'Established', status: 'True' }).status, 'Current');
  });

  it('has failed when its names are taken', () => {
    const clash = {
      type: 'NamesAccepted',
      status: 'False',
      reason: 'MultipleNamesConflict',
      message: '"stores" is already in use',
    };
    const refused = {
      type: 'Established',
      status: 'False',
      reason: 'NotAccepted',
      message: 'not all names are accepted',
    };
    assert.equal(definitionHealth(clash, refused).reason, 'MultipleNamesConflict');
    assert.equal(definitionHealth(refused).status, 'Failed');
  });
});
