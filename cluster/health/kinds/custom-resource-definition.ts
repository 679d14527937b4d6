import type { Health, KubeObject } from '../../object.ts';
import { falseCondition, trueCondition } from '../conditions.ts';
import { fields, text } from '../fields.ts';
import { failed, inProgress, settled } from '../verdict.ts';

const established = settled('Established', 'the API server serves the kind');
const installing = inProgress('Installing', 'the API server does not serve the kind yet');

/** Health of a CustomResourceDefinition (apiextensions.k8s.io/v1): its names are free and it is served. */
export function customResourceDefinitionHealth(definition: KubeObject): Health {
  const status = fields(definition['status']);
  const clash = falseCondition(status, 'NamesAccepted');
  if (clash !== undefined) return failed(text(clash['reason'], 'NamesNotAccepted'), text(clash['message']));
  if (trueCondition(status, 'Established') !== undefined) return established;
  const refused = falseCondition(status, 'Established');
  if (refused === undefined || refused['reason'] === 'Installing') return installing;
  return failed(text(refused['reason'], 'NotEstablished'), text(refused['message']));
}
