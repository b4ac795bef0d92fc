import { percentOf, type IntOrString } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { portName } from './names.js';

/** Reports a number that is there and negative. */
export function checkNotNegative(findings: Findings, path: FieldPath, value: number | undefined): void {
  if (value !== undefined && value < 0) findings.invalid(path, value, 'must be 0 or more');
}

/** Reports a number that is no port. */
export function checkPort(findings: Findings, path: FieldPath, port: number): void {
  if (port < 1 || port > 65_535) findings.invalid(path, port, 'must be between 1 and 65535');
}

/** Reports what is neither a port number nor the name of a port. */
export function checkPortOrName(findings: Findings, path: FieldPath, port: IntOrString): void {
  if (typeof port === 'number') checkPort(findings, path, port);
  else {
    const error = portName(port);
    if (error !== null) findings.invalid(path, port, `is no port number and no port name, which ${error}`);
  }
}

/** Reports what is neither a number from 0 up nor a whole percentage. */
export function checkCountOrPercent(findings: Findings, path: FieldPath, value: IntOrString): void {
  if (typeof value === 'number') checkNotNegative(findings, path, value);
  else if (!/^[0-9]+%$/.test(value)) {
    findings.invalid(path, value, 'must be a whole number without quotes, or a percentage such as "25%"');
  }
}

/** Value of a number or percentage for comparisons with zero and one hundred percent. */
export function amountOf(value: IntOrString): number {
  return typeof value === 'number' ? value : percentOf(value) ?? 0;
}
