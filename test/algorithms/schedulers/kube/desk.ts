import { readConfiguration } from '../../../../src/algorithms/schedulers/kube/config/configuration.js';
import { defaultProfile, PLUGINS } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import type { PluginDefinition } from '../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { kubeScheduler } from '../../../../src/algorithms/schedulers/kube/scheduler.js';
import type { Operations, Scheduler, SchedulerContext } from '../../../../src/algorithms/schedulers/contract.js';
import { Cluster, type PodClass } from '../../../../src/world/cluster/index.js';
import type { PodSpec } from '../../../../src/world/objects/index.js';

interface DeskOptions {
  readonly unschedulable?: 'wait' | 'give-up';
  /** Plugins besides those of the catalogue. */
  readonly plugins?: readonly PluginDefinition[];
  readonly evaluation?: 'fast' | 'plain';
  /** A KubeSchedulerConfiguration; the default one when left out. */
  readonly config?: string;
}

/** A cluster with a kube scheduler, and what it decided: `pod@node`, `failed pod: reason`, `gave up pod: reason`, `evict pod`. */
export class Desk {
  readonly cluster = new Cluster();
  readonly operations: Operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
  readonly #log: string[] = [];
  readonly #options: DeskOptions;
  #scheduler: Scheduler | null = null;

  constructor(options: DeskOptions = {}) { this.#options = options; }

  /** The scheduler; it is created when it is first asked for, and sees the nodes that exist then. */
  get scheduler(): Scheduler {
    const { plugins = [], evaluation = 'fast', config } = this.#options;
    const known = new Map([...PLUGINS, ...plugins.map((plugin) => [plugin.name, plugin] as const)]);
    return (this.#scheduler ??= kubeScheduler(this.#context(), {
      profiles: config === undefined
        ? [defaultProfile({ percentageOfNodesToScore: 0, args: new Map() })]
        : readConfiguration({ file: 'kube.yaml', text: config }, known).profiles,
      evaluation,
      tieBreak: 'heap',
      plugins: known,
    }));
  }

  node(name: string, cpu: number, spec: object = {}): number {
    return this.cluster.addNode({ name, allocatable: { cpu }, template: { metadata: { name }, spec } });
  }

  podClass(cpu: number, { priority = 0, spec = {} }: { priority?: number; spec?: Partial<PodSpec> } = {}): PodClass {
    return this.cluster.addClass({ requests: { cpu }, priority, template: { metadata: { name: '' }, spec: { containers: [], ...spec } } });
  }

  arrive(podClass: PodClass): number {
    const pod = this.cluster.addPod(podClass.id, 0);
    this.scheduler.podArrived(pod);
    return pod;
  }

  end(pod: number): void {
    const node = this.cluster.pods.node[pod]!;
    this.cluster.release(pod);
    this.scheduler.podEnded!(pod, node);
  }

  /** Works until there is nothing to do; what was decided since the last call. */
  work(): readonly string[] {
    while (this.scheduler.step!());
    return this.#log.splice(0);
  }

  #context(): SchedulerContext {
    const { cluster, operations } = this;
    const log = this.#log;
    const unused = (): never => { throw new Error('not expected'); };
    return {
      cluster, operations, actor: 0, unschedulable: this.#options.unschedulable ?? 'wait', expected: [],
      nowUs: () => 0, stream: () => null as never, transact: unused, preempt: (pod) => { log.push(`evict ${pod}`); }, write: unused, spend: unused, replica: unused,
      setTimer: () => 1, cancelTimer: () => {},
      bind(pod, node) {
        cluster.bind(pod, node);
        log.push(`${pod}@${cluster.nodes.names[node]!}`);
      },
      failed: (pod, reason) => { log.push(`failed ${pod}: ${typeof reason === 'string' ? reason : reason()}`); },
      giveUp(pod, reason) {
        cluster.withdraw(pod);
        log.push(`gave up ${pod}: ${reason}`);
      },
    };
  }
}
