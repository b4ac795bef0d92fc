import { defaultsOf, type Parameter, type Parameters, type ParameterValues } from '../../../parameters.js';
import { formatDurationUs, parseDurationUs } from '../../../../base/duration.js';
import type { Fields, Value } from '../config/fields.js';

/** Reads `pluginConfig` arguments as the parameters that a plugin declares. */
export function decodeParameters<P extends Parameters>(parameters: P, fields: Fields): ParameterValues<P> {
  fields.optional('apiVersion', (value) => value.text());
  fields.optional('kind', (value) => value.text());
  const given = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = fields.optional(name, (entry) => decodeValue(entry, parameter));
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...defaultsOf(parameters), ...Object.fromEntries(given) };
}

function decodeValue(value: Value, parameter: Parameter): unknown {
  switch (parameter.type) {
    case 'integer': return value.integer({ type: 'int64', min: parameter.min, max: parameter.max });
    case 'number': {
      const number = value.number();
      if (number < parameter.min || number > parameter.max) value.refuse(`must be a number from ${parameter.min} to ${parameter.max}, not ${number}`);
      return number;
    }
    case 'boolean': return value.boolean();
    case 'choice': return value.choice(parameter.choices);
    case 'duration': {
      const us = parseDurationUs(value.text());
      if (us === null || us < parameter.min || us > parameter.max) {
        value.refuse(`must be a duration from ${formatDurationUs(parameter.min)} to ${formatDurationUs(parameter.max)}`);
      }
      return us ?? parameter.default;
    }
    // Declaring one is refused.
    case 'document': return null;
  }
}
