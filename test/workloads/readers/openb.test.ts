import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TraceError } from '../../../src/base/errors.js';
import { textAt } from '../../../src/workloads/demand.js';
import { openb } from '../../../src/workloads/readers/catalog.js';
import { repositoryRoot } from '../../shared.js';

const data = (file: string) => path.join(repositoryRoot, 'scenarios/data/openb', file);
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('the shipped openb lists', () => {
  // Expected figures: the description of the data, measured by its publisher.
  test('1,213 GPU nodes with 6,212 GPUs, 107,018 cores and 503,828,480 MiB', async () => {
    const { columns, counts } = await openb.readNodes(data('openb_node_list_gpu_node.csv'));
    expect(columns.count).toBe(1213);
    expect(counts).toEqual({ rowsRead: 1213, dropped: {} });
    expect(sum(columns.deviceCount)).toBe(6212);
    expect(sum(columns.cpuMilli)).toBe(107_018_000);
    expect(sum(columns.memoryBytes)).toBe(503_828_480 * 1024 * 1024);
    expect(textAt(columns.names, 1)).toBe('openb-node-0001');
    const gpusOf = (model: string) => sum(columns.deviceCount.filter((_, row) => columns.models[columns.deviceModel[row]!] === model));
    expect(['G2', 'T4', 'G3', 'P100', 'V100M32', 'V100M16', 'A10'].map(gpusOf)).toEqual([4392, 842, 312, 265, 204, 195, 2]);
  });

  test('1,523 nodes in all, 310 of them without GPU', async () => {
    const { columns } = await openb.readNodes(data('openb_node_list_all_node.csv'));
    expect(columns.count).toBe(1523);
    expect(columns.deviceCount.filter((count) => count === 0).length).toBe(310);
    expect(columns.deviceModel.filter((model) => model === -1).length).toBe(310);
  });

  test('the default list demands 6,086,800 milli-GPU and 85,436 cores', async () => {
    const { columns } = await openb.readPods(data('openb_pod_list_default.csv'));
    expect(columns.count).toBe(8152);
    expect(sum(columns.deviceCount.map((count, row) => count * columns.deviceMilli[row]!))).toBe(6_086_800);
    expect(Math.round(sum(columns.cpuMilli) / 1000)).toBe(85_436);
    // Row 2 of the file: created at 427,061 s, deleted at 12,902,960 s.
    expect(columns.createdUs[1]).toBe(427_061e6);
    expect(columns.lifetimeUs[1]).toBe((12_902_960 - 427_061) * 1e6);
    expect(columns.lifetimeUs.every((life) => life >= 0)).toBe(true);
  });

  test('a list of five columns has neither times nor models', async () => {
    const { columns } = await openb.readPods(data('openb_pod_list_multigpu20.csv'));
    expect(columns.count).toBe(8324);
    expect(columns.createdUs.every((created) => created === 0)).toBe(true);
    expect(columns.lifetimeUs.every((life) => life === -1)).toBe(true);
    expect(columns.modelSet.every((set) => set === -1)).toBe(true);
  });

  test('columns can be handed to other threads without copying', async () => {
    const { columns } = await openb.readPods(data('openb_pod_list_cpu050.csv'));
    for (const column of [columns.cpuMilli, columns.deviceMilli, columns.names.bytes, columns.names.offsets]) {
      expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });
});

describe('bad files', () => {
  let folder: string;
  beforeAll(() => { folder = mkdtempSync(path.join(tmpdir(), 'openb-')); });
  afterAll(() => rmSync(folder, { recursive: true }));

  const HEADER = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time';
  const problemsOf = async (content: string | Buffer, read: 'readPods' | 'readNodes' = 'readPods'): Promise<string[]> => {
    const file = path.join(folder, 'list.csv');
    writeFileSync(file, content);
    const error = await openb[read](file).then(() => null, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TraceError);
    return (error as TraceError).problems.map(({ code, message, place }) => `${place?.line ?? ''} ${code} ${message}`);
  };

  test('every bad row is named with its line, what was found and what is allowed', async () => {
    expect(await problemsOf([
      HEADER,
      'a,1000,0,1,500,,LS,Running,0,10,0',
      'b,many,0,1,500,,LS,Running,0,10,0',
      'c,1000,0,3,1000,,LS,Running,0,10,0',
      'd,1000,0,2,500,,LS,Running,0,10,0',
      'e,1000,0,1,500,H100,LS,Running,0,10,0',
      'f,1000,0,1,500,,Best,Gone,0,10,0',
      'a,1000,0,1,500,,LS,Running,20,10,30',
      'g,1000,0,1',
      'h,1000,0,1,500,,LS,Pending,0,10,5',
    ].join('\n'))).toEqual([
      '3 TRC003 cpu_milli is "many", allowed is an integer from 0 to 1000000000',
      '4 TRC003 num_gpu is "3", allowed is one of 0, 1, 2, 4, 8',
      '5 TRC003 gpu_milli is "500", allowed is an integer from 1000 to 1000',
      '6 TRC003 gpu_spec is "H100", allowed is nothing, or models joined by | out of V100M16, V100M32, P100, T4, A10, G2, G3',
      '7 TRC003 qos is "Best", allowed is one of LS, BE, Burstable, Guaranteed',
      '7 TRC003 pod_phase is "Gone", allowed is one of Running, Failed, Pending, Succeeded',
      '8 TRC003 name is "a", allowed is a name of its own: line 2 has this one',
      '8 TRC003 deletion_time is "10", allowed is an integer from 20 to 1000000000',
      `9 TRC003 the row has 4 columns, the header 11: ${HEADER}`,
      '10 TRC003 scheduled_time is "5", allowed is nothing, since pod_phase is Pending',
    ]);
  });

  test('a node without GPU has no model, one with GPU has a known one', async () => {
    expect(await problemsOf('sn,cpu_milli,memory_mib,gpu,model\nx,32000,1024,0,T4\ny,32000,1024,2,\n', 'readNodes')).toEqual([
      '2 TRC003 model is "T4", allowed is nothing, since gpu is 0',
      '3 TRC003 model is empty, allowed is one of V100M16, V100M32, P100, T4, A10, G2, G3',
    ]);
  });

  test('more than twenty problems are counted, not listed', async () => {
    const problems = await problemsOf([HEADER, ...Array.from({ length: 30 }, (_, i) => `p${i},1,1,5,0,,LS,Running,0,1,0`)].join('\n'));
    expect(problems.length).toBe(21);
    // Every row has two problems: 5 is no number of GPUs, and GPUs without any share of them.
    expect(problems[20]).toMatch(/40 more problems/);
  });

  test('a missing or wrong header is refused with both allowed ones', async () => {
    expect((await problemsOf('cpu,memory\n1,2\n'))[0]).toMatch(/^1 TRC002 the header is "cpu,memory", allowed is "name,cpu_milli/);
    expect((await problemsOf(''))[0]).toMatch(/^1 TRC002 the header is missing/);
  });

  test('a quote that never ends is no CSV', async () => {
    expect((await problemsOf(`${HEADER}\n"a,1000\n`))[0]).toMatch(/TRC004 not comma-separated values/);
  });

  test('a file that does not exist is a problem of the trace', async () => {
    await expect(openb.readPods(path.join(folder, 'none.csv'))).rejects.toThrow(/TRC001/);
  });
});
