import type { LabelSelector } from '../../../../../world/objects/index.js';
import type { Fields, Value } from '../fields.js';

/** Reads a label selector; its operators and values are looked at where it is used. */
export function decodeLabelSelector(value: Value): LabelSelector {
  return value.object((fields) => ({
    matchLabels: fields.optional('matchLabels', labels) ?? {},
    matchExpressions: fields.optional('matchExpressions', (list) => list.list((item) => item.object((requirement) => ({
      key: requirement.optional('key', (key) => key.text()) ?? '',
      operator: requirement.optional('operator', (operator) => operator.text()) ?? '',
      values: texts(requirement, 'values'),
    })))) ?? [],
  }));
}

/** A list of texts; empty when the field is absent. */
export function texts(fields: Fields, name: string): readonly string[] {
  return fields.optional(name, (value) => value.list((item) => item.text())) ?? [];
}

function labels(value: Value): Readonly<Record<string, string>> {
  return Object.fromEntries(value.entries().map(([name, label]) => [name, label.text()]));
}
