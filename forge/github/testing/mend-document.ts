/** A part of a JSON document. */
export type Node = Record<string, unknown>;

/**
 * Brings GitHub's document to what validators understand: `nullable` without a type, or with a list of values that lacks null, is said in another
 * way, and request bodies are closed where GitHub left them open, because GitHub ignores fields that it does not know and we want to hear of them.
 */
export function mend(document: Node): void {
  mendNullable(document);
  for (const path of Object.values(document['paths'] as Node)) closeBodies(path as Node);
}

function mendNullable(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && (node as Node)['nullable'] === true) makeNullable(node as Node);
  for (const [key, value] of Object.entries(node)) if (key !== 'example' && key !== 'examples') mendNullable(value);
}

function makeNullable(node: Node): void {
  if (Array.isArray(node['enum']) && !node['enum'].includes(null)) node['enum'].push(null);
  if ('type' in node) return;
  const { nullable: _, ...rest } = node;
  for (const key of Object.keys(node)) Reflect.deleteProperty(node, key);
  node['anyOf'] = [rest, { type: 'string', nullable: true, enum: [null] }];
}

function closeBodies(path: Node): void {
  for (const operation of Object.values(path)) {
    const body = (operation as Node)['requestBody'] as Node | undefined;
    const media = (body?.['content'] as Node | undefined)?.['application/json'] as Node | undefined;
    if (media?.['schema']) close(media['schema'] as Node);
  }
}

function close(schema: Node): void {
  const properties = schema['properties'] as Node | undefined;
  if (properties) {
    schema['additionalProperties'] ??= false;
    for (const property of Object.values(properties)) close(property as Node);
  }
  if (schema['items']) close(schema['items'] as Node);
}
