import { describe, expect, it } from 'vitest';
import { nonZeroRequests, podRequests, requestAmounts, type Pod, type ResourceList } from '../../../src/world/objects/index.js';

const pod = (spec: object): Pod => ({ metadata: { name: 'p' }, spec: { containers: [], ...spec } });
const container = (requests: ResourceList, more: object = {}) => ({ name: 'c', resources: { requests }, ...more });

describe('podRequests', () => {
  it('adds what claims hold of ordinary resources, when asked to', () => {
    // 100m of the container and 50m of the claim
    const claiming: Pod = { ...pod({ containers: [container({ cpu: '100m' })] }), status: { nodeAllocatableResourceClaimStatuses: [{ resources: { cpu: '50m' } }] } };
    expect(requestAmounts(podRequests(claiming, { useClaimStatuses: true }))).toEqual({ cpu: 150 });
    expect(requestAmounts(podRequests(claiming))).toEqual({ cpu: 100 });
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
