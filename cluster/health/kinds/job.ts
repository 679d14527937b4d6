import type { Health, KubeObject } from '../../object.ts';
import { trueCondition } from '../conditions.ts';
import { count, fields, text } from '../fields.ts';
import { failed, inProgress, settled } from '../verdict.ts';

const complete = settled('CompletionsReached', 'the job has done its work');
const suspended = inProgress('JobSuspended', 'the job is suspended and runs no pods');
const finishing = inProgress('SuccessCriteriaMet', 'the job has succeeded; its pods are ending');

/**
 * Health of a Job (batch/v1). Current means that the work is done, which is what a stage waits for; kstatus calls a running or
 * suspended Job Current as well. FailureTarget comes before Failed, while pods are still ending: the outcome is certain.
 * A Job whose pods are refused has no condition at all: its events tell, see event-reason.ts.
 */
export function jobHealth(job: KubeObject): Health {
  const status = fields(job['status']);
  if (trueCondition(status, 'Complete') !== undefined) return complete;
  const failure = trueCondition(status, 'Failed') ?? trueCondition(status, 'FailureTarget');
  if (failure !== undefined)
    return failed(text(failure['reason'], 'JobFailed'), text(failure['message'], 'the job failed'));
  if (trueCondition(status, 'SuccessCriteriaMet') !== undefined) return finishing;
  if (fields(job['spec'])['suspend'] === true) return suspended;
  return running(status);
}

function running(status: ReturnType<typeof fields>): Health {
  const active = count(status['active']);
  const failures = count(status['failed']);
  const tries = failures > 0 ? `, ${failures} failed before` : '';
  if (active === 0)
    return inProgress('NoActivePods', `no pod runs yet${tries}; the events of the job tell if pods are refused`);
  return inProgress('Active', `${active} active, ${count(status['ready'])} ready${tries}`);
}
