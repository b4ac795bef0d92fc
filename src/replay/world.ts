import { invariant } from '../base/invariant.js';
import { FREE, type SchedulerDefinition } from '../algorithms/schedulers/contract.js';
import { Cluster, POD_STATE } from '../world/cluster/index.js';
import { Kernel } from '../world/kernel/kernel.js';
import { LANE } from '../world/kernel/lanes.js';
import { Streams } from '../world/kernel/streams.js';
import type { DemandGroup } from '../world/metrics/fragmentation.js';
import type { Catalogues } from './catalogues.js';
import { constraintOfNode, constraintOfPod } from './constraints.js';
import { ClassInterner } from './class-interner.js';
import { tracedDemand } from './fragmentation-probe.js';
import { nodeSpecOf } from './kube-specs.js';
import { manifestNodes, traceNodes, uniformNodes } from './node-rows.js';
import type { CellInputs, CellPlan } from './plan.js';
import { Recorder } from './recorder.js';
import { SchedulerHost, type DecisionSink } from './scheduler-host.js';
import { Rejection } from './violation.js';
import { Witness } from './witness.js';

/** Shortest interval of the quiet check, so that `quiet: 0` cannot stop the clock. */
const SHORTEST_QUIET_US = 1_000_000;

/** The pod whose decisions are to be explained, by name; null = only the list of decisions is wanted. */
export interface Question { readonly pod: string | null }

/** What both settings share: clock, streams, cluster, scheduler host and the record of what happened. */
export class World {
  readonly kernel = new Kernel();
  readonly cluster = new Cluster();
  readonly classes = new ClassInterner(this.cluster);
  readonly recorder = new Recorder(this.cluster);
  readonly streams: Streams;
  readonly definition: SchedulerDefinition;
  readonly warnings: string[] = [];
  /** What the cell's traces ask for, as recorded. */
  readonly expected: readonly DemandGroup[];
  #checkedClasses = 0;
  #checkedNodes = 0;

  /** Name of a pod row; the setting knows it. */
  podName: (pod: number) => string = String;
  readonly witness: Witness | null;

  /** @param question  what somebody wants to know of this replay's decisions; null = nobody asks */
  constructor(readonly plan: CellPlan, readonly inputs: CellInputs, readonly catalogues: Catalogues, question: Question | null) {
    this.witness = question === null ? null : new Witness(question.pod, (pod) => this.podName(pod));
    if (this.witness !== null) this.recorder.onDecision = this.witness.decided.bind(this.witness);
    this.streams = new Streams(plan.id.seed);
    this.expected = tracedDemand(plan, inputs);
    const definition = catalogues.schedulers.get(plan.scheduler.name);
    invariant(definition !== undefined, `scheduler ${plan.scheduler.name} is not in the catalogue`);
    this.definition = definition;
  }

  /** Adds the nodes of the plan, in order. */
  addNodes(): void {
    for (const nodes of this.plan.nodes) {
      if (nodes.kind === 'dump') {
        const dump = this.inputs.dumps![nodes.input]!;
        for (const node of dump.nodes) this.cluster.addNode(nodeSpecOf(node));
        for (const { kind, object } of dump.objects) this.cluster.objects.put(kind, object);
        continue;
      }
      const specs = nodes.kind === 'trace' ? traceNodes(nodes, this.inputs.nodes[nodes.input]!, this.streams)
        : nodes.kind === 'uniform' ? uniformNodes(nodes)
        : manifestNodes(this.inputs.manifests[nodes.input]!);
      for (const spec of specs) this.cluster.addNode(spec);
    }
  }

  /**
   * Refuses the variant by name when its scheduler cannot express a demand. Looks at the nodes and pod classes that came
   * since the last call: call when the first ones are known, and whenever a class is added later.
   */
  refuseInexpressible(): void {
    const { cluster, definition } = this;
    for (; this.#checkedClasses < cluster.classes.length; this.#checkedClasses++) {
      const podClass = cluster.classes[this.#checkedClasses]!;
      const reason = definition.refuses?.(podClass, this.plan.scheduler.parameters as never) ?? null;
      if (reason !== null) throw new Rejection(`scheduler ${definition.name} cannot express a demand: ${reason}`);
      this.#refuseConstraint('pods with', podClass.template === undefined ? null : constraintOfPod(podClass.template));
    }
    for (; this.#checkedNodes < cluster.nodes.count; this.#checkedNodes++) {
      const { name, template } = cluster.nodes.specs[this.#checkedNodes]!;
      this.#refuseConstraint(`node ${name} with`, template === undefined ? null : constraintOfNode(template));
    }
  }

  #refuseConstraint(who: string, constraint: string | null): void {
    if (constraint === null || this.definition.readsConstraints === true) return;
    throw new Rejection(`scheduler ${this.definition.name} looks at resources alone, and the cell has ${who} ${constraint}: use one that reads constraints, such as kube`);
  }

  createHost(sink: DecisionSink): SchedulerHost {
    return new SchedulerHost(this.definition, this.plan.scheduler.parameters, {
      kernel: this.kernel,
      cluster: this.cluster,
      streams: this.streams,
      sink,
      unschedulable: this.plan.unschedulable,
      expected: this.expected,
      cost: this.plan.decisionTime === 'none' ? FREE : this.definition.cost,
      witness: this.witness,
    });
  }

  /**
   * Runs until nothing but periodic events happened for `quietUs`, or the deadline. Answers whether the deadline cut off
   * events that were still to come, and whether nothing had changed for the quiet window all the same (timers and
   * retries that lead nowhere).
   */
  run(quietUs: number, activity: () => number): { cutOff: boolean; wasStill: boolean } {
    const { kernel, plan } = this;
    const windowUs = Math.max(quietUs, SHORTEST_QUIET_US);
    // A poll's requests may be under way at every whole window: look again at instants that are no multiple of anything.
    const againUs = Math.floor(windowUs * 0.618034);
    let seen = -1;
    let isQuiet = false;
    const check = kernel.kind({
      name: 'quiet-check', lane: LANE.OBSERVE, periodic: true,
      handler: () => {
        this.checkMemory();
        const now = activity();
        isQuiet = now === seen;
        seen = now;
        if (isQuiet && kernel.liveCount === 0) kernel.stop();
        else kernel.after(isQuiet ? againUs : windowUs, check);
      },
    });
    kernel.after(windowUs, check);
    kernel.run(plan.until.atMostUs);
    return { cutOff: kernel.liveCount > 0, wasStill: isQuiet };
  }

  /** Pods that wait for a node at this instant. */
  pendingCount(): number {
    const { pods } = this.cluster;
    let pending = 0;
    for (let pod = 0; pod < pods.count; pod++) if (pods.state[pod] === POD_STATE.PENDING) pending++;
    return pending;
  }

  /** Ends the cell when its tables outgrow their budget: typed arrays are outside the worker's own memory limit. */
  checkMemory(): void {
    const bytes = this.cluster.tableBytes + this.recorder.tableBytes;
    if (bytes > this.plan.memoryBytes) throw new MemoryBudgetError(bytes, this.plan.memoryBytes);
  }
}

/** The cell's tables outgrew `--cell-memory`. Becomes `crashed` with reason `memory`. */
export class MemoryBudgetError extends Error {
  override readonly name = 'MemoryBudgetError';

  constructor(bytes: number, budget: number) {
    super(`the tables of this cell take ${bytes} bytes, its budget is ${budget}: raise --cell-memory or make the scenario smaller`);
  }
}
