import { DemandCounter, type DemandGroup } from '../../world/metrics/fragmentation.js';
import type { PodColumns } from '../demand.js';

/** What the pods of these lists ask for, each demand once with its number of pods, in order of first appearance. */
export function demandGroups(lists: readonly PodColumns[]): DemandGroup[] {
  const counter = new DemandCounter();
  for (const columns of lists) {
    for (let row = 0; row < columns.count; row++) {
      const modelSet = columns.modelSet[row]!;
      counter.add({
        cpuMilli: columns.cpuMilli[row]!,
        deviceCount: columns.deviceCount[row]!,
        deviceMilli: columns.deviceMilli[row]!,
        models: modelSet < 0 ? null : columns.modelSets[modelSet]!,
      }, 1);
    }
  }
  return counter.groups;
}
