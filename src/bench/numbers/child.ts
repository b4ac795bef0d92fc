// Entry of the process that `runInChild` starts: runs one load once and sends what it measured.
import { LOADS } from '../numbers.js';
import type { Scale } from './load.js';
import { runHere } from './run-load.js';

const [name, scale, round] = process.argv.slice(2);
const load = LOADS.find((entry) => entry.name === name)!;
process.send!(await runHere(load, scale as Scale, Number(round)));
process.disconnect();
