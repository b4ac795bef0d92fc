// Hot path: bind and release run once per pod.
import { invariant } from '../../base/invariant.js';
import { CHANGE, ChangeLog, TERMINATING, type Cursor } from './change-log.js';
import { ClusterObjects } from './cluster-objects.js';
import { grown } from './growable.js';
import { MAX_DEVICES, NodeTable, WHOLE_DEVICE, type NodeSpec } from './node-table.js';
import { buildPodClass, type PodClass, type PodClassSpec } from './pod-classes.js';
import { POD_STATE, PodTable } from './pod-table.js';
import { ResourceNames } from './resources.js';

const UNLIMITED_PODS = 2 ** 31 - 1;
const MOVE_FIELDS = 6;

/** A place to roll back to. Forks nest: the youngest is rolled back or kept first. */
export interface Fork { readonly cursor: Cursor; readonly start: number }

/**
 * The cluster as a scheduler sees it: node rows, pod rows, interned pod classes, and the log of their changes.
 * Every mutation checks its rule first (capacity, one node per pod), so a scheduler that breaks one fails loudly.
 */
export class Cluster {
  readonly resources = new ResourceNames();
  readonly nodes = new NodeTable();
  readonly pods = new PodTable();
  readonly classes: PodClass[] = [];
  readonly log = new ChangeLog();
  /** Objects that are neither nodes nor pods: what a scheduler's listers of services, volumes ... would show. */
  readonly objects = new ClusterObjects();
  /** Node specifications that updates replaced, for rollback. */
  readonly #replaced: NodeSpec[] = [];
  /** List neighbours (previous, next) of the pods released while a fork is open, for relinking them in reverse order. */
  readonly #neighbours: number[] = [];
  /** Node versions before each change made while a fork is open, for putting them back in reverse order. */
  readonly #versions: number[] = [];
  /** Parts of the log that an inner fork's rollback has undone already: first and last + 1, youngest last. */
  readonly #undone: { readonly start: number; readonly end: number }[] = [];
  #openForks = 0;
  /** Log entries of what-ifs that were rolled back. */
  #undoneEntries = 0;
  /** Per move: pod, its node before (-1 = none), devices and list neighbours there, version of the node before. */
  #moves: Float64Array = new Float64Array(64 * MOVE_FIELDS);
  #moveCount = 0;
  readonly #nodeByName = new Map<string, number>();
  /** Nodes that are present. */
  presentNodeCount = 0;

  /** Registers a pod class. Callers intern: equal pods share a class (see {@link PodClassSpec}). */
  addClass(spec: PodClassSpec): PodClass {
    const podClass = buildPodClass(this.classes.length, spec, (name) => this.resources.intern(name));
    this.classes.push(podClass);
    this.nodes.reserve(this.nodes.count, this.resources.count);
    return podClass;
  }

  /** Appends a node row and returns its index. Names are unique among present nodes. */
  addNode(spec: NodeSpec): number {
    invariant(!this.#nodeByName.has(spec.name), `node ${spec.name} exists already`);
    const { nodes } = this;
    const node = nodes.count++;
    for (const name of Object.keys(spec.allocatable)) this.resources.intern(name);
    nodes.reserve(nodes.count, this.resources.count);
    const deviceCount = spec.devices?.count ?? 0;
    invariant(deviceCount <= MAX_DEVICES, `node ${spec.name} has ${deviceCount} devices, at most ${MAX_DEVICES}`);
    nodes.deviceStart[node] = nodes.appendDevices(deviceCount);
    nodes.deviceCount[node] = deviceCount;
    nodes.deviceModel[node] = spec.devices === undefined ? -1 : nodes.internModel(spec.devices.model);
    nodes.names[node] = spec.name;
    this.#nodeByName.set(spec.name, node);
    nodes.present[node] = 1;
    this.presentNodeCount++;
    this.#setSpec(node, spec);
    this.#changed(node, CHANGE.NODE_ADDED, node, 0, 0);
    return node;
  }

  /** Replaces a node's specification (capacity, labels, taints); its devices stay. Pods stay even when they no longer fit. */
  updateNode(node: number, spec: NodeSpec): void {
    invariant(this.nodes.present[node] === 1, `node ${node} is not present`);
    for (const name of Object.keys(spec.allocatable)) this.resources.intern(name);
    this.nodes.reserve(this.nodes.count, this.resources.count);
    this.#replaced.push(this.nodes.specs[node]!);
    this.#setSpec(node, spec);
    this.#changed(node, CHANGE.NODE_UPDATED, node, this.#replaced.length - 1, 0);
  }

  /** Takes a node out. Its pods must have been released before. */
  removeNode(node: number): void {
    invariant(this.nodes.present[node] === 1, `node ${node} is not present`);
    invariant(this.nodes.podCount[node] === 0, `node ${this.nodes.names[node]} still has ${this.nodes.podCount[node]} pods`);
    this.nodes.present[node] = 0;
    this.presentNodeCount--;
    this.#nodeByName.delete(this.nodes.names[node]!);
    this.#changed(node, CHANGE.NODE_REMOVED, node, 0, 0);
  }

  /** Row of the present node called `name`, -1 when there is none. */
  findNode(name: string): number { return this.#nodeByName.get(name) ?? -1; }

  /** Appends a pending pod of a class and returns its row; `name` is `namespace/name` where pods have one. */
  addPod(classId: number, createdUs: number, name?: string): number {
    invariant(classId >= 0 && classId < this.classes.length, () => `pod class ${classId} of ${this.classes.length}`);
    const { pods } = this;
    const pod = pods.count++;
    pods.reserve(pods.count);
    pods.classId[pod] = classId;
    pods.createdUs[pod] = createdUs;
    if (name !== undefined) pods.names[pod] = name;
    this.log.append(CHANGE.POD_ADDED, pod, 0, 0);
    return pod;
  }

  /** Whether the node has room for one more pod of the class: presence, pod count, every resource, devices. */
  fits(podClass: PodClass, node: number): boolean {
    const { nodes } = this;
    if (nodes.present[node] === 0 || nodes.podCount[node]! >= nodes.allowedPods[node]!) return false;
    const { vector } = podClass;
    for (let r = 0; r < vector.length; r++) {
      const wanted = vector[r]!;
      if (wanted > 0 && wanted > nodes.allocatable[r]![node]! - nodes.requested[r]![node]!) return false;
    }
    return podClass.deviceCount === 0 || this.devicesFit(podClass, node);
  }

  /** Whether enough devices of an accepted model have `deviceMilli` left. */
  devicesFit(podClass: PodClass, node: number): boolean {
    const { nodes } = this;
    const models = podClass.devices?.models ?? null;
    if (models !== null && !models.includes(nodes.deviceModels[nodes.deviceModel[node]!] ?? '')) return false;
    const start = nodes.deviceStart[node]!;
    let missing = podClass.deviceCount;
    for (let i = nodes.deviceCount[node]! - 1; i >= 0 && missing > 0; i--) {
      if (nodes.deviceFree[start + i]! >= podClass.deviceMilli) missing--;
    }
    return missing === 0;
  }

  /**
   * Gives a pending pod room on a node. `devices` names the node's devices to use (bit i = i-th) and must have as many
   * bits as the class asks for. Does not check labels or taints: those are the scheduler's rules, not the cluster's.
   */
  bind(pod: number, node: number, devices = 0): void {
    const { pods } = this;
    invariant(pods.state[pod] === POD_STATE.PENDING, () => `pod ${pod} is not pending (state ${pods.state[pod]})`);
    const podClass = this.classes[pods.classId[pod]!]!;
    invariant(this.fits(podClass, node), () => `pod ${pod} does not fit node ${this.nodes.names[node]}`);
    this.#occupy(pod, node, devices);
    this.#changed(node, CHANGE.POD_BOUND, pod, node, this.#aux(pod, devices));
  }

  /** Places a pod that is bound already when it enters (a dump, a static pod): room may be overcommitted. */
  place(pod: number, node: number, devices = 0): void {
    invariant(this.pods.state[pod] === POD_STATE.PENDING, () => `pod ${pod} is not pending`);
    this.#occupy(pod, node, devices);
    this.#changed(node, CHANGE.POD_BOUND, pod, node, this.#aux(pod, devices));
  }

  /** Frees the room of a bound pod that ended or was deleted. */
  release(pod: number): void {
    const { pods } = this;
    invariant(pods.state[pod] === POD_STATE.BOUND, () => `pod ${pod} is not bound (state ${pods.state[pod]})`);
    const node = pods.node[pod]!;
    const devices = pods.devices[pod]!;
    if (this.#openForks > 0) this.#neighbours.push(pods.previousOnNode[pod]!, pods.nextOnNode[pod]!);
    this.#takeOut(pod, node);
    this.#account(pod, node, devices, -1);
    pods.state[pod] = POD_STATE.ENDED;
    this.#changed(node, CHANGE.POD_RELEASED, pod, node, this.#aux(pod, devices));
  }

  /** A bound pod is being deleted: it keeps its room until it is released. */
  terminate(pod: number): void {
    const { pods } = this;
    invariant(pods.state[pod] === POD_STATE.BOUND, () => `pod ${pod} is not bound (state ${pods.state[pod]})`);
    if (pods.terminating[pod] === 1) return;
    this.#update(pod, () => { pods.terminating[pod] = 1; });
  }

  /** A bound pod begins to run. */
  start(pod: number, startUs: number): void {
    const { pods } = this;
    invariant(pods.state[pod] === POD_STATE.BOUND, () => `pod ${pod} is not bound (state ${pods.state[pod]})`);
    this.#update(pod, () => { pods.startUs[pod] = startUs; });
  }

  /** A bind that did not come through (conflict, dead node): the pod is pending again. */
  unbind(pod: number): void {
    this.release(pod);
    this.pods.state[pod] = POD_STATE.PENDING;
  }

  /** A pending pod leaves without having been bound. */
  withdraw(pod: number): void {
    invariant(this.pods.state[pod] === POD_STATE.PENDING, () => `pod ${pod} is not pending (state ${this.pods.state[pod]})`);
    this.pods.state[pod] = POD_STATE.WITHDRAWN;
    this.log.append(CHANGE.POD_WITHDRAWN, pod, 0, 0);
  }

  /** Starts a what-if: bind, place and release until {@link rollback} or {@link keep}. */
  fork(): Fork {
    const cursor = this.log.open();
    this.#openForks++;
    return { cursor, start: cursor.position };
  }

  /** Ends a what-if and keeps what it did. */
  keep(fork: Fork): void { this.#close(fork); }

  /**
   * Undoes every bind, placement and release since `fork`, latest first. All bytes are as before, node versions too:
   * what was remembered of a node before the fork is true again, and versions seen in between never come back. The log
   * gets the inverse entries, so that readers see the undoing as ordinary changes.
   */
  rollback(fork: Fork): void {
    const { log } = this;
    const end = log.end;
    for (let sequence = end - 1; sequence >= fork.start; sequence--) {
      const undone = this.#undone.at(-1);
      if (undone !== undefined && sequence < undone.end) {
        sequence = undone.start;
        this.#undone.pop();
        continue;
      }
      const kind = log.kindAt(sequence);
      const pod = log.rowAt(sequence);
      const node = log.otherAt(sequence);
      const aux = log.auxAt(sequence);
      const devices = aux & ~TERMINATING;
      if (kind === CHANGE.POD_BOUND) {
        this.#unlink(pod);
        this.#account(pod, node, devices, -1);
        this.pods.state[pod] = POD_STATE.PENDING;
        log.append(CHANGE.POD_RELEASED, pod, node, aux);
      } else {
        invariant(kind === CHANGE.POD_RELEASED, () => `a fork cannot undo a change of kind ${kind}`);
        const next = this.#neighbours.pop()!;
        this.#relink(pod, node, this.#neighbours.pop()!, next);
        this.#account(pod, node, devices, 1);
        log.append(CHANGE.POD_BOUND, pod, node, aux);
      }
      this.nodes.version[node] = this.#versions.pop()!;
    }
    this.#close(fork);
    if (this.#openForks > 0) this.#undone.push({ start: fork.start, end: log.end });
    else this.#undoneEntries += log.end - fork.start;
  }

  /** Grows with every change that was not undone: while it stays the same, nodes and pods are as they were. */
  get changeCount(): number { return this.log.end - this.#undoneEntries; }

  /**
   * Takes a bound pod off its node until {@link undoMoves}. Moves are what-ifs that nobody but their maker hears of: they
   * are in no log, and the node's version is NaN, which equals nothing, until they are undone.
   */
  lift(pod: number): void {
    const { pods } = this;
    const node = pods.node[pod]!;
    const at = this.#nextMove(pod, node);
    this.#moves[at + 1] = node;
    this.#moves[at + 2] = pods.devices[pod]!;
    this.#moves[at + 3] = pods.previousOnNode[pod]!;
    this.#moves[at + 4] = pods.nextOnNode[pod]!;
    this.#takeOut(pod, node);
    this.#account(pod, node, pods.devices[pod]!, -1);
    pods.state[pod] = POD_STATE.PENDING;
    this.nodes.version[node] = NaN;
  }

  /** Puts a pending pod, or one that was lifted, on a node until {@link undoMoves}. Room may be overcommitted. */
  lay(pod: number, node: number): void {
    const at = this.#nextMove(pod, node);
    this.#moves[at + 1] = -1;
    this.#occupy(pod, node, 0);
    this.nodes.version[node] = NaN;
  }

  /** Moves made and not undone, for {@link undoMoves}. */
  get moves(): number { return this.#moveCount; }

  /** Undoes moves, latest first, until `left` of them are left. All bytes are as before. */
  undoMoves(left: number): void {
    const { pods, nodes } = this;
    const moves = this.#moves;
    for (let at = (this.#moveCount - 1) * MOVE_FIELDS; at >= left * MOVE_FIELDS; at -= MOVE_FIELDS) {
      const pod = moves[at]!;
      let node = moves[at + 1]!;
      if (node < 0) {
        node = pods.node[pod]!;
        this.#unlink(pod);
        this.#account(pod, node, 0, -1);
        pods.state[pod] = POD_STATE.PENDING;
      } else {
        this.#relink(pod, node, moves[at + 3]!, moves[at + 4]!);
        this.#account(pod, node, moves[at + 2]!, 1);
      }
      nodes.version[node] = moves[at + 5]!;
    }
    this.#moveCount = left;
  }

  /** Bytes held by tables, for the cell's memory account. */
  get tableBytes(): number { return this.nodes.byteLength + this.pods.byteLength; }

  #changed(node: number, kind: number, row: number, other: number, aux: number): void {
    invariant(this.#moveCount === 0, 'the cluster changes while moves are not undone');
    if (this.#openForks > 0) this.#versions.push(this.nodes.version[node]!);
    this.log.append(kind, row, other, aux);
    this.nodes.version[node] = this.log.end;
  }

  #aux(pod: number, devices: number): number {
    return this.pods.terminating[pod] === 1 ? devices | TERMINATING : devices;
  }

  #setSpec(node: number, spec: NodeSpec): void {
    const { nodes } = this;
    nodes.specs[node] = spec;
    nodes.allowedPods[node] = spec.allowedPods ?? UNLIMITED_PODS;
    for (let r = 0; r < nodes.allocatable.length; r++) {
      nodes.allocatable[r]![node] = spec.allocatable[this.resources.names[r]!] ?? 0;
    }
  }

  #close(fork: Fork): void {
    this.log.close(fork.cursor);
    this.#openForks--;
    if (this.#openForks > 0) return;
    this.#neighbours.length = 0;
    this.#versions.length = 0;
    this.#undone.length = 0;
  }

  /** Begins to note a move: the pod, and the version of the node; answers where the other fields go. */
  #nextMove(pod: number, node: number): number {
    const at = this.#moveCount++ * MOVE_FIELDS;
    if (at === this.#moves.length) this.#moves = grown(this.#moves, at * 2);
    this.#moves[at] = pod;
    this.#moves[at + 5] = this.nodes.version[node]!;
    return at;
  }

  /** Changes a bound pod as kube-scheduler's cache does: takes it off its node and puts it back, now the youngest there. */
  #update(pod: number, change: () => void): void {
    const node = this.pods.node[pod]!;
    const devices = this.pods.devices[pod]!;
    this.release(pod);
    this.pods.state[pod] = POD_STATE.PENDING;
    change();
    this.place(pod, node, devices);
  }

  /** New pods go to the head of their node's list. */
  #occupy(pod: number, node: number, devices: number): void {
    this.#link(pod, node, -1, this.nodes.firstPod[node]!);
    this.#account(pod, node, devices, 1);
  }

  /**
   * Takes a pod out of its node's list; the youngest pod moves into its place, as in kube-scheduler's list of a node's
   * pods: among equals, that order decides which pod is preempted.
   */
  #takeOut(pod: number, node: number): void {
    const { pods, nodes } = this;
    const previous = pods.previousOnNode[pod]!;
    const next = pods.nextOnNode[pod]!;
    const youngest = nodes.firstPod[node]!;
    this.#unlink(pod);
    if (youngest === pod || youngest === previous) return;
    this.#unlink(youngest);
    this.#link(youngest, node, previous, next);
  }

  /** Puts a released pod back between its old neighbours: undoing in reverse order finds the list as it was then. */
  #relink(pod: number, node: number, previous: number, next: number): void {
    const { pods, nodes } = this;
    const between = previous < 0 ? next : pods.nextOnNode[previous]!;
    if (between !== next) {
      this.#unlink(between);
      this.#link(between, node, -1, nodes.firstPod[node]!);
    }
    this.#link(pod, node, previous, next);
  }

  #link(pod: number, node: number, previous: number, next: number): void {
    const { pods, nodes } = this;
    pods.previousOnNode[pod] = previous;
    pods.nextOnNode[pod] = next;
    if (previous >= 0) pods.nextOnNode[previous] = pod;
    else nodes.firstPod[node] = pod;
    if (next >= 0) pods.previousOnNode[next] = pod;
  }

  #unlink(pod: number): void {
    const { pods, nodes } = this;
    const previous = pods.previousOnNode[pod]!;
    const next = pods.nextOnNode[pod]!;
    if (previous >= 0) pods.nextOnNode[previous] = next;
    else nodes.firstPod[pods.node[pod]!] = next;
    if (next >= 0) pods.previousOnNode[next] = previous;
    pods.previousOnNode[pod] = -1;
    pods.nextOnNode[pod] = -1;
  }

  #account(pod: number, node: number, devices: number, sign: 1 | -1): void {
    const { pods, nodes } = this;
    const podClass = this.classes[pods.classId[pod]!]!;
    const { vector } = podClass;
    for (let r = 0; r < vector.length; r++) nodes.requested[r]![node] = nodes.requested[r]![node]! + sign * vector[r]!;
    nodes.nonZeroCpuMilli[node] = nodes.nonZeroCpuMilli[node]! + sign * podClass.nonZeroCpuMilli;
    nodes.nonZeroMemoryBytes[node] = nodes.nonZeroMemoryBytes[node]! + sign * podClass.nonZeroMemoryBytes;
    nodes.podCount[node] = nodes.podCount[node]! + sign;
    if (podClass.deviceCount > 0) this.#accountDevices(podClass, node, devices, sign);
    if (sign === 1) pods.state[pod] = POD_STATE.BOUND;
    pods.node[pod] = sign === 1 ? node : -1;
    pods.devices[pod] = sign === 1 ? devices : 0;
  }

  #accountDevices(podClass: PodClass, node: number, devices: number, sign: 1 | -1): void {
    const { nodes } = this;
    const start = nodes.deviceStart[node]!;
    let used = 0;
    for (let i = 0; i < nodes.deviceCount[node]!; i++) {
      if ((devices & (1 << i)) === 0) continue;
      const left = nodes.deviceFree[start + i]! - sign * podClass.deviceMilli;
      invariant(left >= 0 && left <= WHOLE_DEVICE, () => `device ${i} of node ${nodes.names[node]} would have ${left} milli left`);
      nodes.deviceFree[start + i] = left;
      used++;
    }
    invariant(used === podClass.deviceCount, () => `${used} devices given, ${podClass.deviceCount} asked for`);
  }
}
