import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../../../src/harness/suite/json-schema.js';
import { filesUnder, repositoryRoot } from '../../shared.js';

const validate = new Ajv2020({ allErrors: true, strict: false }).compile(scenarioJsonSchema());
const shipped = filesUnder('scenarios').filter((file) => /\.ya?ml$/.test(file) && !/\/(manifests|configs)\//.test(file));

function check(text: string): boolean { return validate(parse(text)); }

const SOUND = `
scenario: sound
cluster: { nodes: { count: 3, capacity: { cpu: 4, memory: 32Gi } } }
workload: { synthetic: { arrivals: { poisson: 5/s }, shapes: [{ cpu: 500m, memory: 1Gi }], count: 10 } }
variants: { a: { scheduler: first-fit } }
`;

describe('the JSON Schema of scenarios, read by another validator', () => {
  it('finds scenarios to check', () => expect(shipped.length).toBeGreaterThan(5));

  it.each(shipped)('accepts %s', (file) => {
    const ok = check(readFileSync(path.join(repositoryRoot, file), 'utf8'));
    expect(validate.errors ?? []).toEqual([]);
    expect(ok).toBe(true);
  });

  it('accepts a sound scenario', () => expect(check(SOUND)).toBe(true));

  it.each([
    ['an unknown key', 'extra: 1'],
    ['a value that is not allowed', 'unschedulable: giveup'],
    ['a wrong type', 'seeds: { a: 1 }'],
    ['an unknown key further down', 'until: { at-mots: 5m }'],
    ['a gate without a metric', 'gates: [{ at-most: 5 }]'],
    ['a change without a time', 'changes: [{ scale: deployment/web, replicas: 2 }]'],
  ])('refuses %s', (_what, line) => {
    expect(check(`${SOUND}${line}\n`)).toBe(false);
  });
});
