import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../shared.js';
import { compareQuantities, parseQuantity } from '../../../src/base/quantity.js';
import {
  nonZeroRequests, podRequests, requestAmounts, type Pod, type PodRequestsOptions, type ResourceList,
} from '../../../src/world/objects/index.js';

interface Case {
  readonly name: string;
  readonly args: { readonly pod: Pod; readonly options: PodRequestsOptions & { readonly useDRANodeAllocatableResourceClaimStatus?: boolean } };
  readonly expect: { readonly result: ResourceList };
}

const recorded = readFileSync(path.join(repositoryRoot, 'test/recorded/upstream-tests/pod-requests.jsonl'), 'utf8')
  .trimEnd().split('\n').map((line) => JSON.parse(line) as Case);

/** Claims of dynamic resource allocation belong to no simulated part. */
const withoutClaims = recorded.filter(({ args }) => args.options.useDRANodeAllocatableResourceClaimStatus !== true);

const pod = (spec: object): Pod => ({ metadata: { name: 'p' }, spec: { containers: [], ...spec } });
const container = (requests: ResourceList, more: object = {}) => ({ name: 'c', resources: { requests }, ...more });

describe('podRequests', () => {
  it('agrees with the real function in all 44 recorded cases without resource claims', () => {
    expect(recorded).toHaveLength(51);
    expect(withoutClaims).toHaveLength(44);
    for (const { name, args, expect: wanted } of withoutClaims) {
      // One recorded pod is wholly empty.
      const requests = podRequests({ ...args.pod, spec: args.pod.spec ?? {} }, args.options);
      expect([...requests.keys()].sort(byText), name).toEqual(Object.keys(wanted.result).sort(byText));
      for (const [resource, amount] of requests) {
        expect(compareQuantities(amount, parseQuantity(String(wanted.result[resource]))!), `${name}: ${resource}`).toBe(0);
      }
    }
  });

  it('rounds once, after summing: two containers of half a byte take one byte', () => {
    const amounts = requestAmounts(podRequests(pod({ containers: [container({ memory: '500m' }), container({ memory: '500m' })] })));
    expect(amounts).toEqual({ memory: 1 });
  });

  it('counts a sidecar with the containers and under later init containers', () => {
    // running: 100m + 50m sidecar = 150m; starting: 300m beside the sidecar = 350m
    const amounts = requestAmounts(podRequests(pod({
      containers: [container({ cpu: '100m' })],
      initContainers: [container({ cpu: '50m' }, { restartPolicy: 'Always' }), container({ cpu: '300m' })],
    })));
    expect(amounts).toEqual({ cpu: 350 });
  });
});

describe('nonZeroRequests', () => {
  it.each([
    { name: 'each container that names nothing counts as 100m and 200 MiB', spec: { containers: [container({}), container({ cpu: '1' })] },
      // 100 + 1000 milli; 2 x 200 x 2^20 = 419430400
      expected: { cpuMilli: 1100, memoryBytes: 419_430_400 } },
    { name: 'an explicit zero counts as named', spec: { containers: [container({ cpu: '0', memory: '0' })] }, expected: { cpuMilli: 0, memoryBytes: 0 } },
    { name: 'with pod-level CPU only memory is filled in', spec: { containers: [container({})], resources: { requests: { cpu: '2' } } },
      expected: { cpuMilli: 2000, memoryBytes: 209_715_200 } },
  ])('$name', ({ spec, expected }) => {
    expect(nonZeroRequests(pod(spec))).toEqual(expected);
  });
});

function byText(a: string, b: string): number { return a < b ? -1 : a > b ? 1 : 0; }
