import { z } from 'zod';
import { knownAlgorithms, listAlgorithms } from './known-algorithms.js';
import { scenarioSchema } from './schema.js';

/** The JSON Schema of scenario files as people write them, for editors and other tools. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = scenarioSchema(knownAlgorithms(listAlgorithms([]), []));
  return {
    ...z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' }),
    $id: 'urn:seatrial:scenario',
    title: 'Seatrial scenario',
  };
}
