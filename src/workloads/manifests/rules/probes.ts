import type { Probe } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkNotNegative, checkPort, checkPortOrName } from './numbers.js';

type Handler = Readonly<Record<string, unknown>>;

/**
 * Checks a probe. Only a readiness probe may want several successes; only the others may shorten the end.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, validateProbe and its callers.
 */
export function checkProbe(
  findings: Findings, path: FieldPath, probe: Probe | undefined, kind: 'liveness' | 'readiness' | 'startup',
): void {
  if (probe === undefined) return;
  checkHandler(findings, path, { ...probe }, ['exec', 'httpGet', 'tcpSocket', 'grpc']);
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    checkNotNegative(findings, path.child(field), probe[field]);
  }
  const { successThreshold, terminationGracePeriodSeconds: grace } = probe;
  if (kind !== 'readiness' && successThreshold !== undefined && successThreshold !== 1) {
    findings.invalid(path.child('successThreshold'), successThreshold, `must be 1 for a ${kind} probe`);
  }
  if (grace !== undefined && kind === 'readiness') {
    findings.invalid(path.child('terminationGracePeriodSeconds'), grace, 'must not be set for a readiness probe');
  } else if (grace !== undefined && grace <= 0) {
    findings.invalid(path.child('terminationGracePeriodSeconds'), grace, 'must be more than 0');
  }
}

/** Checks the hooks that run after the start and before the end of a container. */
export function checkLifecycle(
  findings: Findings, path: FieldPath, lifecycle: Handler | undefined, graceSeconds: number,
): void {
  for (const hook of ['postStart', 'preStop']) {
    const handler = lifecycle?.[hook] as Handler | undefined;
    if (handler === undefined) continue;
    const at = path.child(hook);
    checkHandler(findings, at, handler, ['exec', 'httpGet', 'tcpSocket', 'sleep']);
    const seconds = (handler['sleep'] as { readonly seconds?: number } | undefined)?.seconds;
    if (seconds !== undefined && (seconds < 0 || seconds > graceSeconds)) {
      findings.invalid(at.child('sleep'), seconds,
        `must be between 0 and terminationGracePeriodSeconds, which is ${graceSeconds}`);
    }
  }
}

/** Exactly one way to ask, and its own fields. */
function checkHandler(findings: Findings, path: FieldPath, handler: Handler, ways: readonly string[]): void {
  const given = ways.filter((way) => handler[way] !== undefined);
  if (given.length === 0) findings.required(path, `must name one of ${ways.join(', ')}`);
  given.slice(1).forEach((way) => findings.forbidden(path.child(way), `only one of ${ways.join(', ')} may be named, ${given[0]} is there already`));
  const [way] = given;
  if (way === undefined) return;
  const at = path.child(way);
  // The decoder has checked the shapes of these fields.
  const part = handler[way] as { command?: readonly string[]; port?: number | string; path?: string; scheme?: string; httpHeaders?: readonly { name?: string }[] };
  switch (way) {
    case 'exec':
      if ((part.command ?? []).length === 0) findings.required(at.child('command'));
      break;
    case 'httpGet':
      checkPortOrName(findings, at.child('port'), part.port ?? 0);
      if (part.scheme !== undefined && part.scheme !== '' && part.scheme !== 'HTTP' && part.scheme !== 'HTTPS') {
        findings.unsupported(at.child('scheme'), part.scheme, ['HTTP', 'HTTPS']);
      }
      (part.httpHeaders ?? []).forEach(({ name = '' }, i) => {
        if (!/^[-A-Za-z0-9]+$/.test(name)) {
          findings.invalid(at.child('httpHeaders').index(i).child('name'), name, 'must consist of letters, digits and "-"');
        }
      });
      break;
    case 'tcpSocket':
      checkPortOrName(findings, at.child('port'), part.port ?? 0);
      break;
    case 'grpc':
      checkPort(findings, at.child('port'), Number(part.port ?? 0));
      break;
  }
}
