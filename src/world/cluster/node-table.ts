import type { Node } from '../objects/index.js';
import { grown, nextCapacity } from './growable.js';

/** Milli-units in one whole device. */
export const WHOLE_DEVICE = 1000;
/** Devices a node may carry: a set of devices is one 32-bit mask with its sign bit unused. */
export const MAX_DEVICES = 31;

/** What a node row is made from. */
export interface NodeSpec {
  readonly name: string;
  /** Allocatable by resource name: milli-CPU for `cpu`, whole units (bytes) else. `pods` is `allowedPods`. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** Most pods at once; unlimited (2^31 - 1) when left out. */
  readonly allowedPods?: number;
  readonly devices?: { readonly count: number; readonly model: string };
  /** Labels, taints, images ... as Kubernetes writes them; often shared between many rows. */
  readonly template?: Node;
}

/**
 * Node rows as a struct of arrays. Rows are appended and never reused: a removed node keeps its row with
 * `present` 0, so that logs and records stay readable.
 *
 *   row      0      1      2
 *   present [1]    [1]    [0]
 *   allocatable[CPU]    [64000][64000][32000]      one column per resource
 *   requested[CPU]      [12000][    0][    0]      sum over bound pods, exact integers
 *   deviceStart [0]  [2]  [10]                     first device of the node in deviceFree
 *   deviceFree  [1000 400 | 1000 ... ]             milli left per device
 */
export class NodeTable {
  count = 0;
  readonly names: string[] = [];
  readonly specs: NodeSpec[] = [];
  present: Uint8Array = new Uint8Array(16);
  /** Column per resource, see resources.ts for order and units. */
  readonly allocatable: Float64Array[] = [];
  /** Column per resource: sum of the requests of the pods that hold room on the node. */
  readonly requested: Float64Array[] = [];
  /** Like `requested`, with kube-scheduler's defaults for containers that request nothing. */
  nonZeroCpuMilli: Float64Array = new Float64Array(16);
  nonZeroMemoryBytes: Float64Array = new Float64Array(16);
  allowedPods: Int32Array = new Int32Array(16);
  podCount: Int32Array = new Int32Array(16);
  /** First pod of the node's list, -1 when empty; follow `PodTable.nextOnNode`. */
  firstPod: Int32Array = new Int32Array(16).fill(-1);
  /** Sequence number of the node's last change; never goes back, not even on rollback. */
  version: Float64Array = new Float64Array(16);
  deviceStart: Int32Array = new Int32Array(16);
  deviceCount: Uint8Array = new Uint8Array(16);
  /** Interned device model, -1 without devices. */
  deviceModel: Int32Array = new Int32Array(16).fill(-1);
  deviceFree: Int32Array = new Int32Array(16);
  deviceTotal = 0;
  readonly deviceModels: string[] = [];

  /** Makes room for `rows` rows and one column per resource. */
  reserve(rows: number, resourceCount: number): void {
    const capacity = nextCapacity(this.present.length, rows);
    while (this.allocatable.length < resourceCount) {
      this.allocatable.push(new Float64Array(this.present.length));
      this.requested.push(new Float64Array(this.present.length));
    }
    if (capacity === this.present.length) return;
    this.present = grown(this.present, capacity);
    for (let r = 0; r < this.allocatable.length; r++) {
      this.allocatable[r] = grown(this.allocatable[r]!, capacity);
      this.requested[r] = grown(this.requested[r]!, capacity);
    }
    this.nonZeroCpuMilli = grown(this.nonZeroCpuMilli, capacity);
    this.nonZeroMemoryBytes = grown(this.nonZeroMemoryBytes, capacity);
    this.allowedPods = grown(this.allowedPods, capacity);
    this.podCount = grown(this.podCount, capacity);
    this.firstPod = grown(this.firstPod, capacity, -1);
    this.version = grown(this.version, capacity);
    this.deviceStart = grown(this.deviceStart, capacity);
    this.deviceCount = grown(this.deviceCount, capacity);
    this.deviceModel = grown(this.deviceModel, capacity, -1);
  }

  /** Appends `count` whole, free devices and returns the index of the first. */
  appendDevices(count: number): number {
    const start = this.deviceTotal;
    this.deviceTotal += count;
    const capacity = nextCapacity(this.deviceFree.length, this.deviceTotal);
    if (capacity !== this.deviceFree.length) this.deviceFree = grown(this.deviceFree, capacity);
    this.deviceFree.fill(WHOLE_DEVICE, start, this.deviceTotal);
    return start;
  }

  /** Number of a device model's name; new names are appended. */
  internModel(model: string): number {
    const known = this.deviceModels.indexOf(model);
    return known >= 0 ? known : this.deviceModels.push(model) - 1;
  }

  /** Bytes held by the columns, for the cell's memory account. */
  get byteLength(): number {
    let bytes = this.deviceFree.byteLength;
    for (const column of [...this.allocatable, ...this.requested]) bytes += column.byteLength;
    for (const column of [this.present, this.nonZeroCpuMilli, this.nonZeroMemoryBytes, this.allowedPods, this.podCount,
      this.firstPod, this.version, this.deviceStart, this.deviceCount, this.deviceModel]) bytes += column.byteLength;
    return bytes;
  }
}
