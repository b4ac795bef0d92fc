import { quantityText } from '../../base/quantity/text.js';
import { podRequests, type Pod, type PodRequestsOptions } from '../../world/objects/index.js';
import type { RecordedFunction } from './recorded-function.js';

/** What a pod requests in all. */
export const POD_REQUESTS: Readonly<Record<string, RecordedFunction>> = {
  PodRequests({ args, expect, comparison }) {
    // Recorded pods are API objects; one of them is wholly empty.
    const pod = args['pod'] as Partial<Pod>;
    const { useDRANodeAllocatableResourceClaimStatus: usesClaims, ...options } = (args['options'] ?? {}) as PodRequestsOptions & Record<string, unknown>;
    const requests = podRequests({ metadata: { name: '' }, ...pod, spec: pod.spec ?? { containers: [] } }, { ...options, useClaimStatuses: usesClaims === true });
    const here = Object.fromEntries([...requests].map(([name, amount]) => [name, quantityText(amount)]));
    comparison.same({ field: 'result' }, expect['result'], here);
  },
};
