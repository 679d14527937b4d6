/** An answer of the fake. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** GitHub says no. Handlers throw it. */
export class FakeRefusal extends Error {
  readonly answer: FakeAnswer;

  constructor(status: number, message: string, errors?: readonly object[]) {
    super(message);
    const documentation_url = 'https://docs.github.com/rest';
    this.answer = {
      status,
      body: { message, documentation_url, status: String(status), ...(errors ? { errors } : {}) },
    };
  }
}

/** 422 as GitHub words it for one field. */
export function invalid(resource: string, field: string, message?: string): FakeRefusal {
  const error = {
    resource,
    field,
    code: message === undefined ? 'invalid' : 'custom',
    ...(message ? { message } : {}),
  };
  return new FakeRefusal(422, 'Validation Failed', [error]);
}

export function notFound(): FakeRefusal {
  return new FakeRefusal(404, 'Not Found');
}
