import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { mend, type Node } from './mend-document.ts';
import { publishedOperations, type PublishedOperation } from './published-operation.ts';

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** Below the API's root: `/repos/acme/stores/pulls`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the document makes of a request. */
export interface Routed {
  readonly operationId: string;
  readonly params: Readonly<Record<string, string>>;
  /** What is wrong with it; empty when it is fine. */
  readonly faults: readonly string[];
}

/** GitHub's REST API as GitHub publishes it (https://github.com/github/rest-api-description): routes, judges requests and answers, gives examples. */
export class PublishedApi {
  readonly #document: Node;
  readonly #operations: readonly PublishedOperation[];
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();

  private constructor(document: Node) {
    this.#document = document;
    this.#operations = publishedOperations(document);
    // Not strict: the document has keywords of OpenAPI. Not inlined: schemas that many operations share are compiled once, in a tenth of the time.
    this.#ajv = new Ajv({
      strict: false,
      logger: false,
      validateSchema: false,
      validateFormats: false,
      inlineRefs: false,
    });
    this.#ajv.addSchema({ ...document, $id: 'github' });
  }

  /** Reads it once per process: 13 MB, half a second. */
  static load(): Promise<PublishedApi> {
    return (loaded ??= this.#read());
  }

  static async #read(): Promise<PublishedApi> {
    // The package's index loads every edition of the document, 394 MB.
    const file = fileURLToPath(import.meta.resolve('@octokit/openapi/generated/api.github.com.json'));
    const document = JSON.parse(await readFile(file, 'utf8')) as Node;
    mend(document);
    return new PublishedApi(document);
  }

  /** `undefined`: GitHub has no such operation. */
  route(request: ArrivedRequest): Routed | undefined {
    for (const operation of this.#operations) {
      const params = operation.method === request.method && operation.match(request.path);
      if (!params) continue;
      const faults = [...this.#faultsOfQuery(operation, request), ...this.#faultsOfBody(operation, request)];
      return { operationId: operation.id, params, faults };
    }
    return undefined;
  }

  /** What is wrong with an answer; empty when it is one that GitHub could give. */
  faultsOfAnswer(operationId: string, status: number, body: unknown): string[] {
    const operation = this.#operation(operationId);
    const answer = this.#place(`${operation.place}/responses/${status}`);
    if (answer === undefined) return status < 400 ? [`there is no answer ${status}`] : [];
    return this.#faults(`${answer.place}/content/application~1json/schema`, body);
  }

  /** A copy of GitHub's own example of an answer; the first of a list. */
  example(operationId: string, status = 200): Record<string, unknown> {
    const answer = this.#place(`${this.#operation(operationId).place}/responses/${status}`);
    const examples = this.#place(`${answer?.place}/content/application~1json/examples`);
    const [name = ''] = Object.keys(examples?.node ?? {});
    const { value } = this.#place(`${examples?.place}/${escaped(name)}`)?.node ?? {};
    const copy: unknown = structuredClone(value);
    return (Array.isArray(copy) ? copy[0] : copy) as Record<string, unknown>;
  }

  #faultsOfQuery({ parameters }: PublishedOperation, { query }: ArrivedRequest): string[] {
    const known = new Map(
      parameters.map((place) => this.#place(place)).map((found) => [String(found?.node['name']), found?.place ?? '']),
    );
    return Object.entries(query).flatMap(([name, text]) => {
      const place = known.get(name);
      if (place === undefined) return [`there is no parameter ${name}`];
      return this.#faults(`${place}/schema`, typed(text)).map((fault) => `${name}: ${fault}`);
    });
  }

  #faultsOfBody({ place }: PublishedOperation, { body }: ArrivedRequest): string[] {
    const wanted = this.#place(`${place}/requestBody`);
    if (wanted === undefined) return body === undefined ? [] : ['it takes no body'];
    if (body === undefined) return wanted.node['required'] === true ? ['it wants a body'] : [];
    return this.#faults(`${wanted.place}/content/application~1json/schema`, body);
  }

  /** @param place of a schema; where there is none, everything is fine */
  #faults(place: string, value: unknown): string[] {
    if (this.#place(place) === undefined) return [];
    const validate = this.#validators.get(place) ?? this.#ajv.compile({ $ref: `github#${encodeURI(place)}` });
    this.#validators.set(place, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  #operation(id: string): PublishedOperation {
    const found = this.#operations.find((operation) => operation.id === id);
    if (found === undefined) throw new Error(`GitHub has no operation ${id}`);
    return found;
  }

  /** What is at a JSON pointer, and where that really is. */
  #place(pointer: string): { readonly node: Node; readonly place: string } | undefined {
    let node: unknown = this.#document;
    for (const step of pointer.slice(1).split('/'))
      node = (node as Node | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
    if (node === undefined) return undefined;
    const reference = (node as Node)['$ref'];
    return typeof reference === 'string' && !pointer.endsWith('/schema')
      ? this.#place(reference.slice(1))
      : { node: node as Node, place: pointer };
  }
}

let loaded: Promise<PublishedApi> | undefined;

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Parameters of a query are texts; the document calls some of them numbers and booleans. */
function typed(text: string): unknown {
  return /^(true|false|\d{1,15})$/.test(text) ? JSON.parse(text) : text;
}
