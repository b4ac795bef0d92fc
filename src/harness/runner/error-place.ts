import { fileURLToPath } from 'node:url';
import { printable } from '../../base/errors.js';
import type { ModuleReference } from './protocol.js';

/** Where this program's own modules lie: never a user's, even when his module lies in a folder above. */
const OWN_CODE = new URL('../../', import.meta.url).href;

/**
 * An error for people: its message and the place in the user's module that it comes from, else the place in Seatrial.
 * Paths are given as the scenario names them, so that the text is the same on every machine.
 */
export function describeError(error: unknown, modules: readonly ModuleReference[]): string {
  if (!(error instanceof Error)) return printable(`thrown: ${safeText(error)}`);
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return printable(notFound(error.message, modules));
  const message = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  const place = placeOf(String(error.stack ?? ''), modules);
  return printable(place === null ? message : `${message}, at ${place}`);
}

/** Which file or package is missing, and who asked for it, in the scenario's words. */
function notFound(message: string, modules: readonly ModuleReference[]): string {
  const [, missing, importer] = /^Cannot find (?:module|package) '([^']+)'(?: imported from (\S+))?/.exec(message) ?? [];
  if (missing === undefined) return message;
  const by = importer === undefined ? null : labelOf(importer, modules);
  const what = missing.startsWith('/') ? labelOf(missing, modules) ?? missing : missing;
  return `cannot find ${what}${by === null || by === what ? '' : `, imported by ${by}`}`;
}

function placeOf(stack: string, modules: readonly ModuleReference[]): string | null {
  const frames = [...stack.matchAll(/(file:\/\/[^\s()?:]+|\/[^\s():]+)(?:\?[^\s():]*)?:(\d+):?(\d+)?/g)];
  for (const [, address, line, column] of frames) {
    const label = labelOf(address!, modules);
    if (label !== null) return `${label}:${line}${column === undefined ? '' : `:${column}`}`;
  }
  for (const [, address, line, column] of frames) {
    const inside = /\/(?:dist|src)\/((?:base|world|algorithms|workloads|replay|harness)\/.*)$/.exec(address!);
    if (inside !== null) return `seatrial/${inside[1]}:${line}:${column ?? 1}`;
  }
  return null;
}

/** A place in a file of a module's graph, in the scenario's words. */
export function placeLabel(place: { readonly url: string; readonly line: number }, modules: readonly ModuleReference[]): string {
  return `${labelOf(place.url, modules) ?? place.url}:${place.line}`;
}

/** Name of a file of a module's graph: the module itself as the scenario writes it, its neighbours relative to it. */
function labelOf(address: string, modules: readonly ModuleReference[]): string | null {
  const url = address.startsWith('file:') ? address : `file://${address}`;
  if (url.startsWith(OWN_CODE)) return null;
  for (const module of modules) {
    if (url === module.url || decode(url) === decode(module.url)) return module.label;
  }
  for (const module of modules) {
    const folder = module.url.slice(0, module.url.lastIndexOf('/') + 1);
    if (url.startsWith(folder) && !url.includes('/node_modules/')) {
      return `${module.label.slice(0, module.label.lastIndexOf('/') + 1)}${decodeURIComponent(url.slice(folder.length))}`;
    }
  }
  return null;
}

function decode(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

function safeText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return `a ${typeof value} without a text`;
  }
}
