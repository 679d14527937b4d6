import { z } from 'zod';
import { problemSchema } from '../api/problem.ts';
import { apiRoot, type Operation } from './operation.ts';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function parameters({ params = {}, query }: Operation): Json[] {
  const inPath = Object.entries(params).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(schema, 'input'),
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(schema as z.ZodType, 'input'),
  }));
  return [...inPath, ...inQuery];
}

function refusal(description: string): Json {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function responses({ answer, type, refusals = {}, summary }: Operation): Json {
  const schema = answer === undefined ? { type: 'string' } : schemaOf(answer, 'output');
  const media = type ?? 'application/json';
  return {
    200: { description: summary, content: { [media]: { schema } } },
    400: refusal('A parameter does not fit.'),
    429: refusal('Too many requests from this address.'),
    ...Object.fromEntries(Object.entries(refusals).map(([status, meaning]) => [status, refusal(meaning)])),
  };
}

/** The OpenAPI 3.1 document of these operations: what it says of requests and answers is made of the schemas that check them. */
export function openApiDocument(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const { id, method, path, summary } = operation;
    const described = { operationId: id, summary, parameters: parameters(operation), responses: responses(operation) };
    paths[path] = { ...paths[path], [method]: described };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Urumi', version, description: 'What the web UI shows. Reads only; nothing here changes a store.' },
    servers: [{ url: apiRoot }],
    paths,
    components: { schemas: { Problem: schemaOf(problemSchema, 'output') } },
  };
}
