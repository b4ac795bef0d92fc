import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomes, seatrial, temporaryFolder, writeFiles } from '../cli/binary.js';
import { blocksOf, commandsOf, readPage } from './page.js';

const page = readPage('kube-plugins.md');
const blocks = blocksOf(page);
const commands = commandsOf(page);
/** Far away from the repository. */
const folder = temporaryFolder();

/** Bound pods of a variant by the first letter of their node, which is its rack. */
function podsByRack(variant: string): Readonly<Record<string, number>> {
  const [head, ...rows] = readFileSync(path.join(folder, 'results/racks/pods.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
  const racks: Record<string, number> = {};
  for (const row of rows) {
    const rack = row[head!.indexOf('node')]!.slice(0, 1);
    if (row[head!.indexOf('variant')] === variant && rack !== '') racks[rack] = (racks[rack] ?? 0) + 1;
  }
  return racks;
}

describe('docs/kube-plugins.md, its files saved and its commands run in their order', () => {
  beforeAll(() => {
    writeFiles(folder, Object.fromEntries(blocks.filter(({ file }) => file !== null).map(({ file, text }) => [file!, text])));
    for (const { args, exit, line } of commands) {
      const { code, stderr } = seatrial(folder, args);
      expect(code, `line ${line}: ${stderr}`).toBe(exit);
    }
  });

  it('names above each file what the file is called', () => {
    for (const { file } of blocks.filter((block) => block.file !== null)) expect(page).toContain(`\`${file}\`\n\n<!-- file: ${file} -->`);
  });

  it('completes both cells', () => {
    expect(outcomes(path.join(folder, 'results/racks'))).toEqual({ 'as-shipped 1': { outcome: 'completed' }, 'cool 1': { outcome: 'completed' } });
  });

  // Without it the emptiest node is best: 12 equal nodes, 5 + 5 + 2 of them in the racks, get one pod each.
  it('puts four pods in each of three racks with the plugin, one on each node without', () => {
    expect(podsByRack('cool')).toEqual({ a: 4, b: 4, c: 4 });
    expect(podsByRack('as-shipped')).toEqual({ a: 5, b: 5, c: 2 });
  });

  it('has the plugin among what the cell depends on', () => {
    const cells = readFileSync(path.join(folder, 'results/racks/cells.ndjson'), 'utf8').trim().split('\n')
      .map((line) => JSON.parse(line) as { id: { variant: string }; revisions: Readonly<Record<string, number>> });
    expect(cells.map(({ id, revisions }) => [id.variant, revisions['kube-plugin/RackHeat']])).toEqual([['as-shipped', undefined], ['cool', 1]]);
  });

  it('refuses wrong arguments and wrong points in the configuration, with their places', () => {
    const config = blocks.find(({ file }) => file === 'cool.yaml')!.text;
    writeFiles(folder, {
      'wrong.yaml': config.replace('mostPerRack: 4', 'mostPerRack: 0, fans: 3').replace('multiPoint:', 'bind:'),
      'wrong-racks.yaml': blocks.find(({ file }) => file === 'racks.yaml')!.text.replace('config: cool.yaml', 'config: wrong.yaml'),
    });
    const { code, stderr } = seatrial(folder, ['validate', 'wrong-racks.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('wrong.yaml:7:19  KSC003  profiles[0].plugins.bind.enabled[0]: plugin "RackHeat" does not extend bind');
    expect(stderr).toContain('wrong.yaml:10:30  KSC003  profiles[0].pluginConfig[0].args.mostPerRack: must be a whole number from 1 to 1000, not 0');
    expect(stderr).toContain('wrong.yaml:10:33  KSC001  profiles[0].pluginConfig[0].args.fans: unknown field');
  });
});
