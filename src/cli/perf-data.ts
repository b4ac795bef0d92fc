import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { perfDataJson, perfDataName, progressName, progressText, type RunData } from '../analysis/index.js';
import { onDisk } from '../harness/store/disk-errors.js';
import type { MeasuredCell } from '../harness/store/measured.js';
import { readRunInfo } from '../harness/store/read-run.js';
import { writeFileWhole } from '../harness/store/write-file.js';

/**
 * Writes the PerfData file and the progress files of a run of scheduler_perf files into `perf-data/` of its folder; the
 * files of an earlier invocation go. Answers the path of the PerfData file.
 */
export async function writePerfData(folder: string, data: RunData, measured: readonly MeasuredCell[]): Promise<string> {
  const target = path.join(folder, 'perf-data');
  await onDisk(target, async () => {
    await rm(target, { recursive: true, force: true });
    await mkdir(target);
  });
  const topic = data.manifest.suite;
  // Whole seconds, as upstream's date format has it.
  const time = ((await readRunInfo(folder))?.finishedAt ?? '').replace(/\.\d+Z$/, 'Z');
  const write = (name: string, text: string): Promise<void> => writeFileWhole(path.join(target, name), (append) => append(text));
  for (const { id, perf } of data.records) {
    for (const [window, samples] of (perf?.progress ?? []).entries()) {
      if (samples.length > 0) await write(progressName(id.scenario, { topic, time, window }), progressText(samples));
    }
  }
  const name = perfDataName(topic, time);
  await write(name, perfDataJson(data.records, measured));
  return path.join(target, name);
}
