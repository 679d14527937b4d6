import type { Clock } from '../../../cluster/clock.ts';
import type { ModelServer } from '../model/model-server.ts';
import { Refusal } from '../model/refuse.ts';
import type { Trouble } from '../trouble.ts';
import { DeploymentController } from './deployment.ts';
import { DisruptionController } from './disruption.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { JobController } from './job.ts';
import type { ModelController } from './model-controller.ts';
import { NamespaceController } from './namespace.ts';
import { Nodes } from './nodes.ts';
import { QuotaController } from './quota.ts';
import { ReplicaSetController } from './replica-set.ts';
import { StatefulSetController } from './stateful-set.ts';
import { VolumeController } from './volume.ts';

/** How long a controller takes to notice a write, ms. */
const reaction = { least: 5, most: 250, longest: 20_000 } as const;

/** Runs the controllers of the model cluster: each looks at what a write concerns a while after it. */
export class ControllerManager {
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  readonly #controllers: readonly ModelController[];
  readonly #scheduled = new Map<string, { at: number; cancel: () => void }>();

  constructor(clock: Clock, server: ModelServer, trouble: Trouble) {
    this.#clock = clock;
    this.#trouble = trouble;
    const context = { server, trouble };
    this.#controllers = [
      new NamespaceController(context),
      new GarbageCollector(context),
      new QuotaController(context),
      new VolumeController(context),
      new DeploymentController(context),
      new ReplicaSetController(context),
      new StatefulSetController(context),
      new JobController(context),
      new DisruptionController(context),
      new Nodes(context, clock),
    ];
    server.objects.onWrite((write) => {
      for (const [index, controller] of this.#controllers.entries()) {
        for (const key of controller.concerns(write)) this.#schedule(index, key, this.#reaction());
      }
    });
  }

  #reaction(): number {
    const { least, most, longest } = reaction;
    return this.#trouble.strikes('slowController')
      ? this.#trouble.between(most, longest)
      : this.#trouble.between(least, most);
  }

  #schedule(index: number, key: string, ms: number): void {
    const id = `${index} ${key}`;
    const at = this.#clock.now() + ms;
    const known = this.#scheduled.get(id);
    if (known !== undefined && known.at <= at) return;
    known?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#scheduled.delete(id);
      const again = this.#reconcile(index, key);
      if (again !== undefined) this.#schedule(index, key, again);
    });
    this.#scheduled.set(id, { at, cancel });
  }

  #reconcile(index: number, key: string): number | undefined {
    try {
      return this.#controllers[index]?.reconcile(key);
    } catch (error) {
      if (error instanceof Refusal) return this.#trouble.between(500, 3_000);
      throw error;
    }
  }
}
