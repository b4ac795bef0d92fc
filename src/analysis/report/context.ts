import { answersOf, inReadingOrder, type Answer } from '../answer.js';
import { groupCells, type CellGroup } from '../cells.js';
import type { RunData } from '../run-data.js';
import { invariant } from '../../base/invariant.js';
import { looksOf, type Look } from './palette.js';

/** What every section needs: the run, cut up once. */
export interface ReportContext {
  readonly run: RunData;
  readonly scenes: readonly Scene[];
  readonly answers: readonly Answer[];
  look(name: string): Look;
}

/** One scenario at one sweep point: what its variants are compared in. */
export interface Scene {
  readonly scenario: string;
  readonly point: string;
  /** For headings. */
  readonly title: string;
  /** Unique, made of digits and letters: for ids. */
  readonly key: string;
  readonly groups: readonly CellGroup[];
  readonly seedCount: number;
}

/** Cuts a run up for the sections, its scenarios in reading order. */
export function contextOf(asRun: RunData): ReportContext {
  const run = inReadingOrder(asRun);
  const groups = groupCells(run);
  const scenes = run.manifest.scenarios.flatMap((scenario, s) => (
    (scenario.points.length === 0 ? [''] : scenario.points).map((point, p): Scene => ({
      scenario: scenario.name, point, title: point === '' ? scenario.name : `${scenario.name}, ${point}`, key: `s${s}p${p}`,
      groups: groups.filter((group) => group.scenario === scenario.name && group.point === point),
      seedCount: scenario.seeds.length,
    }))
  ));
  const variants = run.manifest.scenarios.map((scenario) => scenario.variants.map(({ name }) => name));
  const looks = looksOf([...variants, [...new Set(run.decisionTimes.map(({ scheduler }) => scheduler))]]);
  return {
    run, scenes, answers: answersOf(run),
    look(name) {
      const look = looks.get(name);
      invariant(look !== undefined, `no look for ${name}`);
      return look;
    },
  };
}

/** `10 seeds`, `1 seed`. */
export function counted(count: number, noun: string): string { return `${count} ${noun}${count === 1 ? '' : 's'}`; }
