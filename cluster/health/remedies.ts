/** What to do when a reason is told. */
export interface Remedy {
  readonly reason: RegExp;
  /** Narrows the reason down; default: any message. */
  readonly message?: RegExp;
  readonly advice: string;
}

const registry = 'environment.images in the fleet file';

/** The first that fits holds, so the special ones come before the general ones. */
export const remedies: readonly Remedy[] = [
  // Exit codes of the setup Job: facts of our own scripts, in the terms of sysexits.h.
  {
    reason: /./,
    message: /exit code 69\b/,
    advice:
      'The job did not reach the database in time: look at the database pod first; the job runs again by itself once it is ready.',
  },
  {
    reason: /./,
    message: /exit code 75\b/,
    advice:
      'The setup found a half-made shop that already holds users or orders and left it alone: restore the database from a backup, or purge the store if the data is not needed.',
  },
  {
    reason: /./,
    // ... and what PostgreSQL and MariaDB tell a server that logs in itself.
    message: /exit code 77\b|password authentication failed|Access denied for user/,
    advice:
      'The database refuses the password of the store: restore the Secret that belongs to this database volume, or give the database the password of that Secret again. A rotation cannot help: it would have to log in.',
  },
  {
    reason: /./,
    message: /exit code 78\b/,
    advice:
      'The password of the shop administrator is missing: delete the admin Secret of the store, and the controller makes a new one.',
  },
  {
    reason: /./,
    message: /exit code 76\b/,
    advice:
      'The rotation found another Secret than the one that it is for: it runs again by itself; if it stays like this, change the value of spec.rotate in the store file.',
  },
  // What the controller itself refuses to do, or waits for.
  {
    reason: /^(?:NameTaken|NamespaceTaken)$/,
    advice:
      'Somebody else has an object of that name: rename it, or remove it if nobody needs it; the store goes on by itself within seconds.',
  },
  {
    reason: /^Contested$/,
    advice:
      'Something else writes to this object too (another GitOps tool, an operator, a script): stop it, or exclude the object there.',
  },
  {
    reason: /^ImmutableField$/,
    advice:
      'Somebody replaced the object by one that cannot be changed into what is wanted: remove it if the message says so; the controller makes it anew at once.',
  },
  {
    reason: /^VolumeCannotGrow$/,
    advice:
      'The storage class does not let volumes grow: allow it there, or ask the platform team for one that does; the store goes on by itself.',
  },
  {
    reason: /^(?:SecretMissing|VolumeLost|VolumeMissing)$/,
    advice:
      'Data and the Secret that opens it belong together, and one of them is gone: restore it from a backup; nothing is made anew in its place.',
  },
  {
    reason: /^Rotation(?:Unfinished|JobLeft)$/,
    advice:
      'A rotation of a secret was interrupted: do what the message says; the old and the next value are both still in the Secret.',
  },
  {
    reason: /^PurgeBlocked$/,
    advice:
      'Something keeps the store from going: the message names it; whoever set the finalizer must take it off, Urumi does not.',
  },
  // Pods that the API server does not take.
  {
    reason: /^FailedCreate$/,
    // Those that Urumi makes in a store's namespace are called so.
    message: /exceeded quota: (?!(?:run|jobs|objects)(?:[,:]|$))/,
    advice:
      'A quota that is not from Urumi leaves no room for the pods: the message names it; ask whoever put it into the namespace of the store. The pods come by themselves when there is room.',
  },
  {
    reason: /^FailedCreate$/,
    message: /exceeded quota/,
    advice:
      'The quota of the store is too small for its pods: choose a larger plan in the store file, or ask the platform team.',
  },
  {
    reason: /^FailedCreate$/,
    message: /quota/,
    advice: 'The quota of the store is still being counted: wait a few seconds.',
  },
  {
    reason: /^FailedCreate$/,
    message: /(?:maximum|minimum) \S+ usage|max limit|limit to request ratio/,
    advice:
      'A container asks for more than the limit range of the namespace allows: choose a larger plan in the store file, or ask the platform team whether somebody changed the limit range.',
  },
  {
    reason: /^FailedCreate$/,
    message: /PodSecurity/,
    advice:
      'The pod asks for rights that the namespace forbids: this is a fault of the engine version or of a changed namespace label; report it to the platform team.',
  },
  {
    reason: /^FailedCreate$/,
    message: /denied the request/,
    advice: 'An admission policy of the cluster refuses the pod: show its message to the platform team.',
  },
  {
    reason: /^FailedCreate$/,
    message: /service account/,
    advice: 'The service account of the pod is missing: the controller makes it again; wait a few seconds.',
  },
  {
    reason: /^FailedCreate$/,
    advice: 'The API server does not take the pods of this object: read its message; Kubernetes tries again by itself.',
  },
  // Images.
  {
    reason: /^InvalidImageName$/,
    advice: `The name of the image is not valid: check the version in the store file and ${registry}.`,
  },
  {
    reason: /^ErrImageNeverPull$/,
    advice: `The image is not on the node and may not be pulled: load it onto the nodes, or change pullPolicy of ${registry}.`,
  },
  {
    reason: /^(?:ErrImagePull|ImagePullBackOff)$/,
    message: /40[13]|unauthorized|denied|authorization/i,
    advice: `The registry refuses access: check ${registry}, and that the nodes have credentials for it.`,
  },
  {
    reason: /^(?:ErrImagePull|ImagePullBackOff)$/,
    message: /no such host|timeout|timed out|refused|unreachable|x509|dial tcp/i,
    advice: `The nodes do not reach the registry: check registry and upstream of ${registry}, and the network of the nodes.`,
  },
  {
    reason: /^(?:ErrImagePull|ImagePullBackOff|RegistryUnavailable|ImageInspectError|SignatureValidationFailed)$/,
    advice: `The image cannot be pulled: check that the version in the store file exists, and registry and upstream of ${registry}.`,
  },
  // Containers.
  {
    reason: /^CreateContainerConfigError$/,
    message: /runAsNonRoot|run as root/,
    advice: 'The image runs as root, which stores must not: use an image of Urumi, or one with a numeric user.',
  },
  {
    reason: /^CreateContainerConfigError$/,
    message: /secret|configmap/i,
    advice:
      'A Secret, a ConfigMap or a key that the container needs is missing: if the volumes of the store hold data, restore its Secret from a backup; otherwise the controller makes it again.',
  },
  {
    reason: /^CreateContainer(?:Config)?Error$|^RunContainerError$/,
    advice: 'The node could not create the container: read the message; the platform team knows the node.',
  },
  {
    reason: /^OOMKilled$/,
    advice: 'The container needs more memory than its plan gives: choose a larger plan in the store file.',
  },
  {
    reason: /^(?:StartError|ContainerCannotRun)$/,
    advice:
      'The program of the container could not be started: the image does not fit the engine version; check the version in the store file.',
  },
  {
    reason: /^CrashLoopBackOff$/,
    message: /probe/,
    advice:
      'The container runs but does not answer its probe, mostly because it cannot reach or log in to the database: look at its log and at the database pod.',
  },
  {
    reason: /^(?:CrashLoopBackOff|BackOff|Error|ContainersNotReady)$/,
    advice:
      'The container ends again and again: its last words are in the message, the rest in its log (kubectl logs).',
  },
  {
    reason: /^(?:Restarted|Killing)$/,
    advice:
      'The container is restarted from time to time, mostly because it answers its liveness probe too late: look at its log and its load; a larger plan helps if it is busy.',
  },
  {
    reason: /^Unhealthy$/,
    advice:
      'A probe of the container fails: the program is not up yet, overloaded, or cannot reach the database; look at its log.',
  },
  {
    reason: /^ProbeWarning$/,
    advice:
      'The probe is answered with a redirect, which counts as success: mostly the shop is not set up; look at the setup job.',
  },
  // Nodes and volumes.
  {
    reason: /^(?:Unschedulable|FailedScheduling)$/,
    message: /persistentvolumeclaim "[^"]*" not found/,
    advice:
      'The volume claim of the pod is missing: if the store had data, restore the volume; otherwise the controller makes the claim again.',
  },
  {
    reason: /^(?:Unschedulable|FailedScheduling)$/,
    message: /unbound|PersistentVolumeClaim/i,
    advice:
      'The volume of the pod is not there yet: look at the volume claims; check environment.storageClassName in the fleet file.',
  },
  {
    reason: /^(?:Unschedulable|FailedScheduling)$/,
    message: /Insufficient|Too many pods/,
    advice: 'No node has room for the pod: add a node, choose a smaller plan, or close a store.',
  },
  {
    reason: /^(?:Unschedulable|FailedScheduling|SchedulingGated)$/,
    advice: 'No node takes the pod: the platform team must look at taints, node selectors and readiness of the nodes.',
  },
  {
    reason: /^ProvisioningFailed$/,
    message: /not found/,
    advice: 'The storage class does not exist: correct environment.storageClassName in the fleet file.',
  },
  {
    reason: /^(?:ProvisioningFailed|ExternalProvisioning|Pending)$/,
    advice:
      'The volume is not there yet: if it takes more than a minute, the platform team must look at the storage provisioner.',
  },
  {
    reason: /^(?:WaitForFirstConsumer|WaitForPodScheduled)$/,
    advice: 'Nothing: the volume is made when the first pod needs it.',
  },
  {
    reason: /^(?:FailedMount|FailedAttachVolume)$/,
    message: /configmap|secret/i,
    advice:
      'A ConfigMap or Secret that the pod mounts is missing: the controller makes it again; if a Secret of a store with data is gone, restore it.',
  },
  {
    reason: /^(?:FailedMount|FailedAttachVolume)$/,
    advice:
      'The volume cannot be mounted: the platform team must look at the storage of the node; a volume can be attached to one node at a time.',
  },
  { reason: /^Lost$/, advice: 'The volume is gone: restore the data from a backup, or purge the store.' },
  { reason: /Infeasible$/, advice: 'The storage cannot grow to this size: ask the platform team how much there is.' },
  {
    reason: /Resiz|^ExternalExpanding$/,
    advice: 'The volume grows: wait; if it takes longer than minutes, the platform team must look at the storage.',
  },
  {
    reason: /^(?:Released|VolumeFailed)/,
    advice:
      'The volume belongs to no store any more: the platform team decides whether its data is restored or deleted.',
  },
  // Jobs and rollouts.
  {
    reason: /^(?:BackoffLimitExceeded|PodFailurePolicy|PodFailed)$/,
    advice:
      'The job failed every time: the message of its last pod tells why; when that is repaired, delete the job and the controller makes it anew.',
  },
  {
    reason: /^DeadlineExceeded$/,
    advice:
      'The job took too long and was stopped: look at what its pod waited for (image, volume, database), then delete the job and the controller makes it anew.',
  },
  {
    reason: /^ProgressDeadlineExceeded$/,
    advice: 'The rollout did not finish in time: look at the newest pod of this object, it tells why.',
  },
  { reason: /^(?:JobSuspended|DeploymentPaused)$/, advice: 'Somebody has stopped this object by hand: resume it.' },
  {
    reason: /^NoActivePods$/,
    message: /failed before/,
    advice:
      'A pod of the job ended before its work was done; Kubernetes starts another one after a pause, 10 s at first: wait, and if that ends too, look at its log.',
  },
  {
    reason: /^NoActivePods$/,
    advice: 'No pod runs: look at the events of this object; a quota that is too small shows only there.',
  },
  {
    reason: /^Evicted$/,
    advice:
      'The node ran short of memory or disk and stopped the pod; it is replaced by itself, but the platform team should know.',
  },
  {
    reason: /^Namespace(?:ContentRemaining|FinalizersRemaining|Deletion)/,
    advice:
      'Something in the namespace is not gone yet: the message names it; volumes wait for their pods, which may take a minute.',
  },
];
