import { literal } from './cel.ts';
import { fieldManager } from '../../synth/spec/names.ts';

/**
 * Kubernetes itself, where it does not act as a ServiceAccount of kube-system: a controller-manager without credentials for each of its
 * controllers, the scheduler, the API server. Not every name that begins with `system:`: some distributions call their administrator so.
 */
const components = ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'];
const builtInAccounts = 'system:serviceaccount:kube-system:';
const nodes = 'system:nodes';

const user = 'request.userInfo.username';

/** In CEL: whether the garbage collector, another built-in controller, the scheduler or a node asks. */
export const isKubernetes = `(${user}.startsWith(${literal(builtInAccounts)}) || ${user} in ${literal(components)} || ${literal(nodes)} in request.userInfo.?groups.orValue([]))`;

/** In CEL: whether one of these users asks. */
export const isOneOf = (users: readonly string[]): string => `(${user} in ${literal(users)})`;

/** In CEL: whether a live plan asks what would become of what the controller is about to apply. It changes nothing. */
export const isPlan = `(request.?dryRun.orValue(false) && request.options.?fieldManager.orValue("") == ${literal(fieldManager)})`;
