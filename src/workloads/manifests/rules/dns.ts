import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { isIp } from './addresses.js';

/** A pod's own name-server settings. */
export interface DnsConfig {
  readonly nameservers?: readonly string[];
  readonly searches?: readonly string[];
  readonly options?: readonly { readonly name?: string }[];
}

const MAX_SERVERS = 3;
const MAX_SEARCHES = 32;
const SEARCH = /^[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*$/;

/** Checks name-server settings. Source: kubernetes v1.36, pkg/apis/core/validation, validatePodDNSConfig. */
export function checkDns(
  findings: Findings, path: FieldPath, config: DnsConfig | undefined, policy: string | undefined,
): void {
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  if (policy === 'None' && nameservers.length === 0) {
    findings.required(path.child('nameservers'), 'must name a server when dnsPolicy is None');
  }
  if (nameservers.length > MAX_SERVERS) {
    findings.on(path.child('nameservers'), 'MAN006', `at most ${MAX_SERVERS} servers may be named`);
  }
  nameservers.forEach((server, i) => {
    if (!isIp(server)) findings.invalid(path.child('nameservers').index(i), server, 'is no IP address');
  });
  if (searches.length > MAX_SEARCHES) {
    findings.on(path.child('searches'), 'MAN006', `at most ${MAX_SEARCHES} domains may be searched`);
  }
  searches.forEach((search, i) => {
    if (search !== '.' && !SEARCH.test(search.replace(/\.$/, ''))) {
      findings.invalid(path.child('searches').index(i), search, 'is no domain');
    }
  });
  options.forEach(({ name = '' }, i) => {
    if (name === '') findings.required(path.child('options').index(i), 'must have a name');
  });
}
