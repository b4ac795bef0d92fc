// Hot path: one search and one or two moves per placement. Benchmark: src/bench/packing.ts.
import { CPU, MEMORY, type Cluster, type PodClass } from '../../../world/cluster/index.js';
import { NodeFollower } from './node-follower.js';
import { NodeStates } from './node-states.js';
import { Room } from './room.js';

/** Bands of room; a node's band tells its room to this part of the most possible. */
const BANDS = 1024;
/** Cells of a band, by the ratio of free CPU to free memory: four to a factor of two, from 1/256 to 256. */
const CELLS = 64;
/** Upper bits of 1/256 as a 32-bit float: exponent and two bits of the fraction. */
const FIRST_CELL = (127 - 8) * 4;
/** Widens the bounds of a search against rounding; a cell too many costs a look, one too few would cost the answer. */
const SLACK = 1e-9;

/**
 * Finds the node with the least (or most) {@link Room} among those that a pod fits, without looking at most others.
 * Kept up to date from the change log; its answers are those of looking at every node (lowest row of equal ones).
 *
 *            cells: free CPU : free memory, small to large
 *   band 0   [ . . s . . . . . . ]      nodes with almost no room
 *   band 1   [ . s . . . . s . . ]      s = states of nodes that fall into this cell
 *   ...
 *
 * A pod that wants c of the CPU and m of the memory takes at least c + m from the room: bands below need no look. In a
 * band of room k, a node that has c and m left has a ratio between c : (k - c) and (k - m) : m: cells outside neither.
 */
export class RoomIndex {
  readonly room: Room;
  readonly #cluster: Cluster;
  readonly #belongs: (node: number) => boolean;
  readonly #follower: NodeFollower;
  #states: NodeStates;
  #stale = true;
  #most = 1;
  /** States per (band, cell). */
  #cells: (number[] | undefined)[] = [];
  /** Two words a band: bit set = the cell has states. */
  readonly #occupied = new Int32Array(BANDS * 2);
  /** A bit a band: set = some cell of it has states. */
  readonly #occupiedBands = new Int32Array(BANDS / 32);
  /** Per state: its room, its cell, its place in the cell's list. */
  #roomOf = new Float64Array(0);
  #cellOf = new Int32Array(0);
  #placeOf = new Int32Array(0);
  readonly #ratio = new Float32Array(1);
  readonly #ratioBits = new Int32Array(this.#ratio.buffer);
  // Search state, kept here so that a search allocates nothing.
  #bestRoom = 0;
  #bestNode = -1;

  /** @param belongs  which nodes the index holds besides being present and having a free pod slot; re-asked at every change of a node */
  constructor(cluster: Cluster, belongs: (node: number) => boolean = () => true) {
    this.#cluster = cluster;
    this.#belongs = belongs;
    this.room = new Room(cluster);
    this.#states = new NodeStates(cluster);
    this.#follower = new NodeFollower(cluster, {
      touched: (node) => { if (!this.#stale) this.#move(node); },
      respecified: (node) => { if (this.room.see(node)) this.#stale = true; },
    });
    for (let node = 0; node < cluster.nodes.count; node++) this.room.see(node);
  }

  /** The node that a pod of the class fits with the least room, lowest row of equal ones; -1 when it fits none. */
  tightest(podClass: PodClass): number {
    if (!this.#prepare(podClass)) return -1;
    for (let band = this.#bandFrom(this.#bandOf(this.room.wantedBy(podClass))); band >= 0 && this.#bestNode < 0; band = this.#bandFrom(band + 1)) {
      this.#search(podClass, band, 1);
    }
    return this.#bestNode;
  }

  /** The node that a pod of the class fits with the most room, lowest row of equal ones; -1 when it fits none. */
  roomiest(podClass: PodClass): number {
    if (!this.#prepare(podClass)) return -1;
    const last = this.#bandOf(this.room.wantedBy(podClass));
    for (let band = this.#bandDownFrom(BANDS - 1); band >= last && this.#bestNode < 0; band = this.#bandDownFrom(band - 1)) {
      this.#search(podClass, band, -1);
    }
    return this.#bestNode;
  }

  /** Bytes held, roughly. */
  get byteLength(): number {
    let listed = 0;
    for (const cell of this.#cells) listed += cell === undefined ? 1 : cell.length + 4;
    return this.#states.byteLength + this.#roomOf.byteLength + this.#cellOf.byteLength + this.#placeOf.byteLength + 8 * listed;
  }

  /** Brings the index up to date; answers whether any node offers all that the class wants. */
  #prepare(podClass: PodClass): boolean {
    this.#follower.catchUp();
    if (this.#stale || this.#states.width !== this.#cluster.resources.count + 1) this.#rebuild();
    this.#bestNode = -1;
    const { vector } = podClass;
    for (let r = 0; r < vector.length; r++) if (vector[r]! > (this.room.largest[r] ?? 0)) return false;
    return podClass.deviceCount * podClass.deviceMilli <= this.room.largestDeviceMilli;
  }

  /** Looks for a better node in one band; `sign` 1 prefers less room, -1 more. */
  #search(podClass: PodClass, band: number, sign: 1 | -1): void {
    const low = this.#occupied[2 * band]!;
    const high = this.#occupied[2 * band + 1]!;
    // Room of the band's last node, relative to the largest CPU and memory; 0 where nobody offers the resource.
    const most = (band + 1) / BANDS * this.#most * (1 + SLACK);
    const cpu = podClass.cpuMilli === 0 ? 0 : podClass.cpuMilli / this.room.largest[CPU]!;
    const memory = podClass.memoryBytes === 0 ? 0 : podClass.memoryBytes / this.room.largest[MEMORY]!;
    if (cpu + memory > most) return;
    const first = cpu === 0 ? 0 : this.#cellOfRatio(cpu / (most - cpu) * (1 - SLACK));
    const last = memory === 0 ? CELLS - 1 : this.#cellOfRatio((most - memory) / memory * (1 + SLACK));
    for (let word = 0; word < 2; word++) {
      let bits = (word === 0 ? low : high) & bitsBetween(first - 32 * word, last - 32 * word);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        this.#searchCell(podClass, this.#cells[band * CELLS + 32 * word + bit]!, sign);
      }
    }
  }

  #searchCell(podClass: PodClass, states: readonly number[], sign: 1 | -1): void {
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      const room = this.#roomOf[state]!;
      if (this.#bestNode >= 0 && sign * room > sign * this.#bestRoom) continue;
      if (!this.#fits(podClass, state)) continue;
      const node = this.#states.lowest(state);
      if (this.#bestNode >= 0 && room === this.#bestRoom && node > this.#bestNode) continue;
      this.#bestRoom = room;
      this.#bestNode = node;
    }
  }

  #fits(podClass: PodClass, state: number): boolean {
    const { left, width } = this.#states;
    const { vector } = podClass;
    const base = state * width;
    for (let r = 0; r < vector.length; r++) if (vector[r]! > 0 && vector[r]! > left[base + r]!) return false;
    return podClass.deviceCount === 0 || this.#cluster.devicesFit(podClass, this.#states.lowest(state));
  }

  #move(node: number): void {
    const before = this.#states.stateOf(node);
    if (before >= 0) {
      this.#states.leave(node);
      if (this.#states.members[before] === 0) this.#unlist(before);
    }
    const { nodes } = this.#cluster;
    if (nodes.present[node] === 0 || nodes.podCount[node]! >= nodes.allowedPods[node]! || !this.#belongs(node)) return;
    const state = this.#states.enter(node);
    if (this.#states.members[state] === 1) this.#list(state, node);
  }

  #list(state: number, node: number): void {
    if (state >= this.#roomOf.length) this.#reserve();
    const room = this.room.of(node);
    const cell = this.#bandOf(room) * CELLS + this.#cellOfNode(node);
    const states = this.#cells[cell] ??= [];
    this.#roomOf[state] = room;
    this.#cellOf[state] = cell;
    this.#placeOf[state] = states.push(state) - 1;
    if (states.length > 1) return;
    this.#occupied[cell >> 5]! |= 1 << (cell & 31);
    const band = Math.floor(cell / CELLS);
    this.#occupiedBands[band >> 5]! |= 1 << (band & 31);
  }

  #unlist(state: number): void {
    const cell = this.#cellOf[state]!;
    const states = this.#cells[cell]!;
    const moved = states.pop()!;
    if (moved !== state) {
      states[this.#placeOf[state]!] = moved;
      this.#placeOf[moved] = this.#placeOf[state]!;
    }
    if (states.length > 0) return;
    this.#occupied[cell >> 5]! &= ~(1 << (cell & 31));
    const band = Math.floor(cell / CELLS);
    if ((this.#occupied[2 * band]! | this.#occupied[2 * band + 1]!) === 0) this.#occupiedBands[band >> 5]! &= ~(1 << (band & 31));
  }

  /** The first occupied band at or above `band`, or -1. */
  #bandFrom(band: number): number {
    for (let word = band >> 5; word < BANDS / 32; word++) {
      const bits = this.#occupiedBands[word]! & (word === band >> 5 ? -1 << (band & 31) : -1);
      if (bits !== 0) return 32 * word + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }

  /** The last occupied band at or below `band`, or -1. */
  #bandDownFrom(band: number): number {
    for (let word = band >> 5; word >= 0; word--) {
      const bits = this.#occupiedBands[word]! & (word === band >> 5 ? -1 >>> (31 - (band & 31)) : -1);
      if (bits !== 0) return 32 * word + 31 - Math.clz32(bits);
    }
    return -1;
  }

  #bandOf(room: number): number {
    return Math.min(BANDS - 1, Math.floor(room / this.#most * BANDS));
  }

  #cellOfNode(node: number): number {
    const { nodes } = this.#cluster;
    const free = (r: number): number => {
      const largest = this.room.largest[r] ?? 0;
      return largest === 0 ? 0 : Math.max(0, nodes.allocatable[r]![node]! - nodes.requested[r]![node]!) / largest;
    };
    const cpu = free(CPU);
    const memory = free(MEMORY);
    return memory === 0 ? CELLS - 1 : this.#cellOfRatio(cpu / memory);
  }

  /** Cell of a ratio: the upper bits of a float grow with its logarithm, and never fall where the ratio grows. */
  #cellOfRatio(ratio: number): number {
    this.#ratio[0] = ratio;
    return Math.max(0, Math.min(CELLS - 1, (this.#ratioBits[0]! >> 21) - FIRST_CELL));
  }

  #reserve(): void {
    const capacity = this.#states.members.length;
    const grow = <T extends Float64Array | Int32Array>(column: T, larger: T): T => { larger.set(column); return larger; };
    this.#roomOf = grow(this.#roomOf, new Float64Array(capacity));
    this.#cellOf = grow(this.#cellOf, new Int32Array(capacity));
    this.#placeOf = grow(this.#placeOf, new Int32Array(capacity));
  }

  #rebuild(): void {
    this.#stale = false;
    this.#states = new NodeStates(this.#cluster);
    this.#most = Math.max(1, this.room.most);
    this.#cells = new Array<number[] | undefined>(BANDS * CELLS);
    this.#occupied.fill(0);
    this.#occupiedBands.fill(0);
    for (let node = 0; node < this.#cluster.nodes.count; node++) this.#move(node);
  }
}

/** Bits `first` to `last` of a word; bounds outside 0..31 are cut. */
function bitsBetween(first: number, last: number): number {
  if (last < 0 || first > 31 || last < first) return 0;
  return (-1 << Math.max(0, first)) & (-1 >>> (31 - Math.min(31, last)));
}
