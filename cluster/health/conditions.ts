import { fields, items, type Fields } from './fields.ts';

/** The condition of that type in a status (`status.conditions` of the Kubernetes API), undefined when there is none. */
export function findCondition(status: Fields, type: string): Fields | undefined {
  for (const item of items(status['conditions'])) {
    const condition = fields(item);
    if (condition['type'] === type) return condition;
  }
  return undefined;
}

/** The condition of that type if its status is `True`. */
export function trueCondition(status: Fields, type: string): Fields | undefined {
  const condition = findCondition(status, type);
  return condition?.['status'] === 'True' ? condition : undefined;
}

/** The condition of that type if its status is `False`. */
export function falseCondition(status: Fields, type: string): Fields | undefined {
  const condition = findCondition(status, type);
  return condition?.['status'] === 'False' ? condition : undefined;
}
