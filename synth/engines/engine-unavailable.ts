/** A store asks for an engine that the schema knows but this build of Urumi cannot run yet. */
export class EngineUnavailable extends Error {
  static readonly code = 'EngineUnavailable';
  readonly code = EngineUnavailable.code;
  readonly store: string;
  readonly engine: string;

  constructor(store: string, engine: string, available: readonly string[]) {
    super(
      `store ${store}: the engine ${engine} is not available in this version of Urumi; set spec.engine to ${available.join(' or ')}`,
    );
    this.name = 'EngineUnavailable';
    this.store = store;
    this.engine = engine;
  }
}
