import path from 'node:path';

/** The files of a run folder. `journal` is where finished cells go first; all others are derived from it. */
export interface RunPaths {
  readonly folder: string;
  readonly journal: string;
  /** Exists while a process writes the run. */
  readonly lock: string;
  /** Written last: a folder with it holds a finished run. */
  readonly manifest: string;
  readonly cells: string;
  readonly metrics: string;
  readonly wall: string;
  readonly pods: string;
  readonly timeline: string;
  readonly run: string;
  /** Decision times that `bench` measured for this run, if it was asked to. */
  readonly decisionTimes: string;
  /** What the workloads of scheduler_perf files measured on the wall clock; only in runs of such files. */
  readonly measured: string;
}

/** Paths of the run folder `folder`. */
export function runPaths(folder: string): RunPaths {
  const inside = (name: string): string => path.join(folder, name);
  return {
    folder,
    journal: inside('journal/cells.ndjson'),
    lock: inside('journal/lock'),
    manifest: inside('manifest.json'),
    cells: inside('cells.ndjson'),
    metrics: inside('metrics.csv'),
    wall: inside('wall.csv'),
    pods: inside('pods.csv'),
    timeline: inside('timeline.csv'),
    run: inside('run.json'),
    decisionTimes: inside('decision-times.json'),
    measured: inside('measured.json'),
  };
}

/** Everything but the journal. */
export function derivedFiles(paths: RunPaths): readonly string[] {
  return [paths.manifest, paths.cells, paths.metrics, paths.wall, paths.pods, paths.timeline, paths.run, paths.decisionTimes, paths.measured];
}
