import type { FakeAccounts } from './fake-accounts.ts';
import { FakeRefusal, notFound, type FakeAnswer } from './fake-answer.ts';
import type { Actor, FakeState } from './fake-state.ts';
import type { FakeCall, Handler } from './handler.ts';
import { feedbackHandlers } from './handlers/feedback-handlers.ts';
import { gitHandlers } from './handlers/git-handlers.ts';
import { pullHandlers } from './handlers/pull-handlers.ts';
import { installationId, settingsHandlers } from './handlers/settings-handlers.ts';
import type { ArrivedRequest, PublishedApi, Routed } from './published-api.ts';

/** A request, and what became of it. */
export interface FakeRequest {
  readonly method: string;
  /** `/repos/acme/stores/pulls` */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** `pulls/create`; `undefined`: GitHub has no such operation. */
  readonly operationId: string | undefined;
  /** 0: not answered yet, or never. */
  status: number;
}

interface FakeApiOptions {
  readonly published: PublishedApi;
  readonly state: FakeState;
  readonly accounts: FakeAccounts;
  readonly url: string;
}

const handlers: Readonly<Record<string, Handler>> = {
  ...gitHandlers,
  ...pullHandlers,
  ...feedbackHandlers,
  ...settingsHandlers,
};

/** Operations that an App does by its key, and not by a token. */
const signedByApp = /^apps\/(get-authenticated|get-repo-installation|create-installation-access-token)$/;

/** The REST API of the fake: judges, does, and judges its own answer. One request after another, as git's index is one. */
export class FakeApi {
  readonly requests: FakeRequest[] = [];
  readonly violations: string[] = [];
  readonly #options: FakeApiOptions;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: FakeApiOptions) {
    this.#options = options;
  }

  record(arrived: ArrivedRequest): FakeRequest {
    const { method, path, query, body } = arrived;
    const operationId = this.#options.published.route(arrived)?.operationId;
    const record: FakeRequest = { method, path, query, body, operationId, status: 0 };
    this.requests.push(record);
    return record;
  }

  handle(arrived: ArrivedRequest, { operationId }: FakeRequest): Promise<FakeAnswer> {
    const answer = this.#queue.then(() => this.#judged(arrived, operationId));
    this.#queue = answer.catch(() => undefined); // whoever asked is told
    return answer;
  }

  async #judged(arrived: ArrivedRequest, operationId: string | undefined): Promise<FakeAnswer> {
    const answer = await this.#answer(arrived).catch((error: unknown) => {
      if (error instanceof FakeRefusal) return error.answer;
      this.violations.push(`${arrived.method} ${arrived.path}: the fake failed: ${String(error)}`);
      return { status: 500, body: { message: String(error) } };
    });
    const faults = operationId === undefined ? [] : this.#faultsOf(operationId, answer);
    this.violations.push(...faults.map((fault) => `answer ${answer.status} to ${operationId}: ${fault}`));
    return answer;
  }

  #faultsOf(operationId: string, { status, body }: FakeAnswer): string[] {
    return body === undefined ? [] : this.#options.published.faultsOfAnswer(operationId, status, body);
  }

  async #answer(arrived: ArrivedRequest): Promise<FakeAnswer> {
    const { published, accounts, state, url } = this.#options;
    const routed = published.route(arrived);
    if (routed === undefined) {
      this.violations.push(`GitHub has no ${arrived.method} ${arrived.path}`);
      throw notFound();
    }
    const who = accounts.whoIs(arrived.headers['authorization']);
    if (who === undefined || who.signed !== signedByApp.test(routed.operationId))
      throw new FakeRefusal(401, who?.signed === false ? 'A JSON web token could not be decoded' : 'Bad credentials');
    this.#insistOn(arrived, routed);
    if (routed.operationId === 'apps/create-installation-access-token')
      return this.#installationToken(who.actor, routed);
    const handler = handlers[routed.operationId];
    if (handler === undefined) throw new Error(`it does not know ${routed.operationId} yet`);
    await state.followBranches();
    const body = (arrived.body ?? {}) as FakeCall['body'];
    return handler({ ...routed, api: published, state, actor: who.actor, query: arrived.query, body, url });
  }

  #insistOn({ method, path }: ArrivedRequest, { operationId, params, faults }: Routed): void {
    if (faults.length > 0) {
      this.violations.push(...faults.map((fault) => `${operationId} (${method} ${path}): ${fault}`));
      throw new FakeRefusal(422, `Invalid request: ${faults.join('; ')}`);
    }
    const isHere =
      params['owner'] === undefined || `${params['owner']}/${params['repo']}` === this.#options.state.fullName;
    if (!isHere) throw notFound();
  }

  #installationToken(actor: Actor, { operationId, params }: Routed): FakeAnswer {
    if (Number(params['installation_id']) !== installationId) throw notFound();
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const token = this.#options.accounts.installationToken(actor);
    return { status: 201, body: { ...this.#options.published.example(operationId, 201), token, expires_at } };
  }
}
