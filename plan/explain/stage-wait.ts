const form = /^stage [a-z]+ waits for \w+ \S+: (\w+): (.*)$/s;

/**
 * What a status says while a stage waits. Whoever explains it reads the object's own reason out of it again: {@link readStageWait}.
 *
 * @param object `<kind> <name>: <reason>: <message>`
 */
export function stageWait(stage: string, object: string): string {
  return `stage ${stage} waits for ${object}`;
}

/** Why an object is not there that a stage waits for, in its own words. */
export interface StageWait {
  readonly reason: string;
  readonly message: string;
}

/** Why the object is not there that a stage waits for, according to the message of a condition; undefined when that says something else. */
export function readStageWait(text: string): StageWait | undefined {
  const [, reason, message] = form.exec(text) ?? [];
  return reason === undefined || message === undefined ? undefined : { reason, message };
}
