import { z } from 'zod';
import { problemSchema } from '../api/problem.ts';
import { apiRoot, type Operation } from './operation.ts';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A new one for each change: 16 to 64 letters, digits, - or _. What is sent again under it within an hour is done once.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{16,64}$' },
};

function parameters({ params = {}, query, needs }: Operation): Json[] {
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
  return [...inPath, ...inQuery, ...(needs === 'write' ? [idempotencyKey] : [])];
}

function refusal(description: string): Json {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function responses({ answer, type, refusals = {}, summary, status = 200, needs }: Operation): Json {
  const schema = answer === undefined ? { type: 'string' } : schemaOf(answer, 'output');
  const media = type ?? 'application/json';
  return {
    [status]: { description: summary, content: { [media]: { schema } } },
    400: refusal('A parameter, or the body, does not fit.'),
    ...(needs !== undefined && { 401: refusal('Nobody is signed in.') }),
    ...(needs === 'write' && { 403: refusal('The forge, or this server, does not let you.') }),
    429: refusal('Too many requests; Retry-After says when to go on.'),
    ...Object.fromEntries(Object.entries(refusals).map(([status, meaning]) => [status, refusal(meaning)])),
  };
}

const description =
  'What the web UI shows, and what it proposes: every write opens a pull request, and nothing here changes the cluster.';

/** The OpenAPI 3.1 document of these operations: what it says of requests and answers is made of the schemas that check them. */
export function openApiDocument(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const { id, method, path, summary, body, needs } = operation;
    const described = {
      operationId: id,
      summary,
      parameters: parameters(operation),
      ...(body !== undefined && {
        requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
      }),
      responses: responses(operation),
      ...(needs !== undefined && { security: [{ session: [] }] }),
    };
    paths[path] = { ...paths[path], [method]: described };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Urumi', version, description },
    servers: [{ url: apiRoot }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'urumi-session' } },
    },
  };
}
