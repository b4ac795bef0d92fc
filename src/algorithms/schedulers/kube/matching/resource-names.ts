/**
 * Whether kube-scheduler keeps account of a resource besides cpu, memory and ephemeral-storage: extended resources,
 * huge pages, names under kubernetes.io/ and attachable volumes. Other names are ignored.
 *
 * Source: kubernetes v1.36, pkg/scheduler/util (IsScalarResourceName) and pkg/apis/core/v1/helper/helpers.go.
 */
export function isScalarResource(name: string): boolean {
  return isExtendedResource(name) || name.startsWith('hugepages-') || name.includes('kubernetes.io/')
    || name.startsWith('attachable-volumes-');
}

/** Whether a resource is named by a vendor's domain, such as `nvidia.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}
