import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomes, seatrial, temporaryFolder } from '../cli/binary.js';
import { repositoryRoot } from '../shared.js';
import { blocksOf, readPage } from './page.js';

const shipped = path.join(repositoryRoot, 'scenarios', 'my-cluster');
const blocks = blocksOf(readPage('my-cluster.md')).filter(({ file }) => file !== null);
const folder = temporaryFolder();

interface Row { readonly variant: string; readonly pod: string; readonly node: string }

function podsOf(run: string): readonly Row[] {
  const [head, ...rows] = readFileSync(path.join(folder, 'results', run, 'pods.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
  const at = (row: readonly string[], column: string): string => row[head!.indexOf(column)]!;
  return rows.map((row) => ({ variant: at(row, 'variant'), pod: at(row, 'pod'), node: at(row, 'node') }));
}

function metric(run: string, name: string): readonly number[] {
  return readFileSync(path.join(folder, 'results', run, 'cells.ndjson'), 'utf8').trim().split('\n')
    .map((line) => (JSON.parse(line) as { metrics: { metric: string; value: number }[] }).metrics.find((entry) => entry.metric === name)!.value);
}

describe('docs/my-cluster.md', () => {
  beforeAll(() => {
    cpSync(shipped, folder, { recursive: true });
    for (const { file } of blocks) {
      const { code, stderr } = seatrial(folder, ['run', file!]);
      expect(code, stderr).toBe(0);
    }
  });

  it('shows the shipped scenarios as they are', () => {
    expect(blocks.map(({ file }) => file)).toEqual(['re-place.yaml', 'headroom.yaml', 'new-workload.yaml']);
    for (const { file, text } of blocks) expect(text).toBe(readFileSync(path.join(shipped, file!), 'utf8'));
  });

  it('completes every cell', () => {
    for (const { file } of blocks) {
      const found = Object.values(outcomes(path.join(folder, 'results', file!.replace('.yaml', ''))));
      expect(found.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    }
  });

  it('re-places the pods differently, but those of a DaemonSet to their nodes, and leaves a static pod alone', () => {
    const rows = podsOf('re-place');
    const placed = (variant: string, pod: string): string => rows.find((row) => row.variant === variant && row.pod === pod)!.node;
    // Pods of a set keep spreading under either strategy: the Service and the owner see to that.
    const databases = (variant: string): readonly string[] => [0, 1, 2].map((k) => placed(variant, `shop/db-${k}`));
    expect(databases('most-allocated')).not.toEqual(databases('least-allocated'));
    for (const variant of ['least-allocated', 'most-allocated']) {
      for (let k = 0; k < 6; k++) expect(placed(variant, `infra/agent-${k}`)).toBe(`worker-${k}`);
      // The pods of the batch job tolerate the taint of worker-5, all others are kept off it.
      expect(rows.filter(({ node, pod }) => node === 'worker-5' && pod.startsWith('shop/'))).toEqual([]);
    }
    expect(rows.find(({ pod }) => pod === 'kube-system/kube-proxy-worker-0')).toBeDefined();
  });

  it('counts the headroom that is there', () => {
    // CPU left for 1-CPU pods on worker-0 .. 4 (5 is tainted): 4 - 2.4, 8 - 2.2, 4 - 2.3, 8 - 1.5, 4 - 2.3 -> 1 + 5 + 1 + 6 + 1 = 14.
    // The pending pod of 3 CPU goes first, onto worker-1 or worker-3: 3 fewer. Memory (4 GiB a pod) is not the limit.
    expect(metric('headroom', 'headroom_pods')).toEqual([11, 11]);
  });

  it('starts the ten new pods beside the old ones', () => {
    // 10 of the Deployment and the one that was pending; the pods that had a node are not decided on.
    expect(metric('new-workload', 'pods_bound')).toEqual([11, 11]);
  });
});
