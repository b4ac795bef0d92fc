/** What a metric is: one entry per name that appears in results. */
export interface Metric {
  /** snake_case with its unit as suffix. */
  readonly name: string;
  readonly title: string;
  readonly unit: 'seconds' | 'ratio' | 'count' | 'bytes' | 'pod-seconds' | 'per-second';
  /** `simulated` and `counter` are exact, `wall` is noisy. */
  readonly kind: 'simulated' | 'counter' | 'wall';
  readonly direction: 'less-is-better' | 'more-is-better' | 'neither';
  readonly formula: string;
  readonly source: string;
}

/** Every metric that Seatrial reports, in the order of tables. */
export const METRICS: readonly Metric[] = [
  metric('allocated_ratio_gpu', 'GPU allocated', 'ratio', 'simulated', 'more-is-better',
    'milli-GPU held by bound pods / milli-GPU of all nodes; at_N: mean over the samples at N % of arrived demand; where pods end: mean over virtual time',
    'Weng et al., Beware of Fragmentation, USENIX ATC 2023'),
  metric('allocated_ratio_cpu', 'CPU allocated', 'ratio', 'simulated', 'more-is-better',
    'milli-CPU requested by bound pods / allocatable milli-CPU of all nodes', 'Kubernetes: requested / allocatable'),
  metric('allocated_ratio_memory', 'Memory allocated', 'ratio', 'simulated', 'more-is-better',
    'bytes requested by bound pods / allocatable bytes of all nodes', 'Kubernetes: requested / allocatable'),
  metric('fragmentation_ratio_gpu', 'GPU fragmentation', 'ratio', 'simulated', 'less-is-better',
    'expected milli-GPU that a typical pod cannot use, summed over nodes / milli-GPU of all nodes',
    'Weng et al., Beware of Fragmentation, USENIX ATC 2023, section 3'),
  metric('pods_bound', 'Pods placed', 'count', 'simulated', 'more-is-better', 'pods that were bound at least once', 'Seatrial'),
  metric('pods_unschedulable', 'Pods without a node', 'count', 'simulated', 'less-is-better',
    'pods given up or still pending at the end', 'Seatrial'),
  metric('headroom_pods', 'Headroom', 'count', 'simulated', 'more-is-better',
    'pods of a headroom workload that found a node before the first that did not', 'Seatrial'),
  metric('scheduling_throughput_per_second', 'Scheduling throughput', 'per-second', 'simulated', 'more-is-better',
    'placements per virtual second, sampled every second of a measurement window', 'Kubernetes scheduler_perf, SchedulingThroughput'),
  metric('scheduling_latency_seconds', 'Scheduling latency', 'seconds', 'simulated', 'less-is-better',
    'virtual time from creation to binding, per bound pod', 'Kubernetes SLI pod scheduling duration'),
  metric('startup_latency_seconds', 'Startup latency', 'seconds', 'simulated', 'less-is-better',
    'virtual time from creation to Ready, per pod that became ready', 'Kubernetes SLO pod startup latency'),
  metric('decision_modelled_seconds', 'Decision time (modelled)', 'seconds', 'simulated', 'less-is-better',
    'counted operations of one piece of decision work x cost model of the scheduler', 'Seatrial'),
  metric('decision_wall_seconds', 'Decision time (measured)', 'seconds', 'wall', 'less-is-better',
    'wall time of one scheduling attempt, measured by bench alone', 'Seatrial'),
  metric('convergence_first_hit_seconds', 'Convergence, first hit', 'seconds', 'simulated', 'less-is-better',
    'virtual time from a disturbance until desired = observed in the store', 'Seatrial'),
  metric('convergence_settled_seconds', 'Convergence, settled', 'seconds', 'simulated', 'less-is-better',
    'virtual time from a disturbance until desired = observed and stays so for the settle window', 'Seatrial'),
  metric('convergences_censored', 'Disturbances that never settled', 'count', 'simulated', 'less-is-better',
    'disturbances without a settled time inside the replay', 'Seatrial'),
  metric('availability_deficit_pod_seconds', 'Availability deficit', 'pod-seconds', 'simulated', 'less-is-better',
    'integral of max(0, desired - available) over virtual time, summed over workloads', 'Herbst et al., ICAC 2013, elasticity'),
  metric('reconciles', 'Reconciles', 'count', 'counter', 'less-is-better', 'sync runs of all controllers', 'Seatrial'),
  metric('api_writes', 'API writes', 'count', 'counter', 'less-is-better', 'create, update, patch, delete and bind requests', 'Seatrial'),
  metric('api_conflicts', 'API conflicts', 'count', 'counter', 'less-is-better', 'writes refused for a stale resource version', 'Seatrial'),
  metric('transactions_refused', 'Refused claims', 'count', 'counter', 'less-is-better',
    'claims of optimistic transactions refused at commit', 'Schwarzkopf et al., Omega, EuroSys 2013'),
  metric('attempts', 'Scheduling attempts', 'count', 'counter', 'less-is-better', 'pods looked at by schedulers', 'Seatrial'),
  metric('nodes_visited', 'Nodes visited', 'count', 'counter', 'less-is-better', 'nodes looked at by schedulers', 'Seatrial'),
  metric('filter_calls', 'Filter calls', 'count', 'counter', 'less-is-better', 'filter evaluations by schedulers', 'Seatrial'),
  metric('score_calls', 'Score calls', 'count', 'counter', 'less-is-better', 'score evaluations by schedulers', 'Seatrial'),
  metric('preemptions', 'Preemptions', 'count', 'simulated', 'less-is-better', 'bound pods deleted to make room', 'Seatrial'),
  metric('events', 'Events', 'count', 'counter', 'neither', 'events fired by the kernel', 'Seatrial'),
  metric('table_bytes', 'Table bytes', 'bytes', 'counter', 'less-is-better', 'bytes of the cluster tables at the end', 'Seatrial'),
  metric('makespan_seconds', 'Makespan', 'seconds', 'simulated', 'less-is-better', 'virtual time of the last event that is not periodic', 'Seatrial'),
  metric('scheduling_decisions_measured_per_second', 'Decisions (measured)', 'per-second', 'wall', 'more-is-better',
    'scheduling attempts in a measurement window / wall time of the scheduler\'s own work in it', 'Seatrial'),
  metric('scheduling_placements_measured_per_second', 'Placements (measured)', 'per-second', 'wall', 'more-is-better',
    'pods placed in a measurement window / wall time of the scheduler\'s own work in it', 'Seatrial'),
  metric('cell_wall_seconds', 'Wall time of the cell', 'seconds', 'wall', 'less-is-better', 'wall time of the replay in its worker', 'Seatrial'),
];

const byName = new Map(METRICS.map((entry) => [entry.name, entry]));

/** The catalogue entry called `name`, or undefined. */
export function findMetric(name: string): Metric | undefined { return byName.get(name); }

function metric(
  name: string, title: string, unit: Metric['unit'], kind: Metric['kind'], direction: Metric['direction'],
  formula: string, source: string,
): Metric {
  return { name, title, unit, kind, direction, formula, source };
}
