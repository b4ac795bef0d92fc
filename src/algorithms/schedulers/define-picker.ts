import type { Parameters, ParameterValues } from '../parameters.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import { FREE, defineScheduler, type SchedulerDefinition } from './contract.js';
import { podByPod } from './pod-by-pod.js';
import { podView, RowView, type NodeView, type PodView } from './views.js';

/** What a picker may use to choose. */
export interface PickContext<P extends Parameters> {
  readonly parameters: ParameterValues<P>;
  readonly nowUs: number;
  /** A seeded stream of this cell: the only randomness there is. */
  readonly random: RandomStream;
}

export interface PickerDefinition<P extends Parameters> {
  readonly name: string;
  readonly title: string;
  readonly source?: string;
  /** Grows whenever decisions change. */
  readonly revision?: number;
  readonly parameters?: P;
  /** Set when `score` itself looks at labels, taints and the like; see {@link SchedulerDefinition}. */
  readonly readsConstraints?: true;
  /**
   * How good a node is for a pod: the highest finite score wins, the lowest index on ties; `null` passes the node over.
   * Only nodes with room for the pod are asked about.
   */
  score(pod: PodView, node: NodeView, context: PickContext<P>): number | null;
}

/**
 * The short way to a scheduler: a score for a node. Pods are tried one by one in order of arrival; what fits nowhere
 * waits or is given up, as the scenario says. For anything else use `defineScheduler`.
 */
export function definePicker<const P extends Parameters = Record<never, never>>(definition: PickerDefinition<P>): SchedulerDefinition<P> {
  const { name, title, source = 'user module', revision = 1, parameters = {} as P, readsConstraints, score } = definition;
  return defineScheduler<P>({
    name, title, source, revision, parameters,
    cost: FREE,
    ...(readsConstraints === true ? { readsConstraints } : {}),
    create(context, values) {
      const { cluster, operations } = context;
      const random = context.stream('picker');
      return podByPod(context, {
        pick(_pod, podClass) {
          const node = new RowView(cluster);
          const pod = podView(podClass);
          const about: PickContext<P> = { parameters: values, nowUs: context.nowUs(), random };
          let chosen = -1;
          let best = -Infinity;
          for (let row = 0; row < cluster.nodes.count; row++) {
            operations.nodesVisited++;
            if (!cluster.fits(podClass, row)) continue;
            operations.scoreCalls++;
            node.index = row;
            const points: unknown = score(pod, node, about);
            if (points === null) continue;
            if (typeof points !== 'number' || Number.isNaN(points)) {
              throw new TypeError(`score of ${name} answered ${String(points)}, expected a number or null`);
            }
            if (points > best) [chosen, best] = [row, points];
          }
          return chosen;
        },
      });
    },
  });
}
