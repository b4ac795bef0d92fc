import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { ResourceWeight } from '../config/args/scored-resources.js';
import { ClassMemo } from '../framework/class-memo.js';
import { isScalarResource } from '../matching/resource-names.js';

/** The configured resources that count for one class, in configured order. */
export interface ResourceColumns {
  readonly columns: Int32Array;
  /** What one pod of the class asks for. */
  readonly amounts: Float64Array;
  readonly weights: Float64Array;
}

interface Options {
  readonly cluster: Cluster;
  readonly resources: readonly ResourceWeight[];
  /** What a pod of the class asks for of a resource. */
  readonly amount: (podClass: PodClass, column: number, name: string) => number;
}

/**
 * Columns to score for each class. Left out: scalar resources that the class does not ask for, and names that neither
 * a node nor a pod has (a column of their own would hold zeros only).
 */
export function resourceColumns({ cluster, resources, amount }: Options): (podClass: PodClass) => ResourceColumns {
  const build = (podClass: PodClass): ResourceColumns => {
    const rows = resources
      .map(({ name, weight }) => ({ name, weight, column: cluster.resources.find(name) }))
      .filter(({ column }) => column >= 0)
      .map((row) => ({ ...row, amount: amount(podClass, row.column, row.name) }))
      .filter((row) => row.amount > 0 || !isScalarResource(row.name));
    return {
      columns: Int32Array.from(rows, (row) => row.column),
      amounts: Float64Array.from(rows, (row) => row.amount),
      weights: Float64Array.from(rows, (row) => row.weight),
    };
  };
  let memo = new ClassMemo(build);
  let knownResources = cluster.resources.count;
  return (podClass) => {
    // A resource that was named for the first time may be one of the configured ones.
    if (cluster.resources.count !== knownResources) {
      memo = new ClassMemo(build);
      knownResources = cluster.resources.count;
    }
    return memo.of(podClass);
  };
}
