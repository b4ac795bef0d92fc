import { defineFault } from './contract.js';
import { countText } from './count-text.js';

/**
 * Nodes stop at the same instant: nothing runs there and nothing is reported. After the grace time the control plane
 * marks their pods not ready, after the eviction time it deletes them; healed nodes go on where they were.
 */
export const nodeCrash = defineFault({
  name: 'crash-nodes',
  title: 'Nodes crash, and come back after a while',
  source: 'Kubernetes v1.36.3, pkg/controller/nodelifecycle and tainteviction: a node that falls silent',
  revision: 1,
  differs: ['Containers that ran before the crash run again at once when the node comes back.'],
  parameters: {
    count: { type: 'integer', default: 1, min: 1, max: 1_000_000, unit: 'nodes', description: 'How many nodes crash; all when there are fewer' },
    pick: { type: 'choice', default: 'random', choices: ['random', 'first'], description: 'Which nodes: drawn by the seed, or the first ones' },
    healAfter: { type: 'duration', default: 600_000_000, min: 0, max: 31_536_000_000_000, description: 'Crash to heal; 0 = they never come back' },
  },
  strike({ plane, nodes, stream, after, disturbed }, { count, pick, healAfter }) {
    const standing = nodes.filter((node) => !plane.kubelet.isCrashed(node));
    const chosen: string[] = [];
    while (chosen.length < count && standing.length > 0) {
      const i = pick === 'first' ? 0 : stream('crash-nodes').below(standing.length);
      chosen.push(...standing.splice(i, 1));
    }
    disturbed(`crash of ${countText(chosen.length, 'node', 'nodes')}`);
    for (const node of chosen) plane.nodes.crash(node);
    if (healAfter === 0) return;
    after(healAfter, () => {
      disturbed(`heal of ${countText(chosen.length, 'node', 'nodes')}`);
      for (const node of chosen) plane.nodes.heal(node);
    });
  },
});
