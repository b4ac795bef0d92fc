import { fileURLToPath } from 'node:url';

/** Path of a scenario that comes with the package, wherever the command is run. */
export function shippedScenario(name: string): string {
  return fileURLToPath(new URL(`../../../scenarios/${name}`, import.meta.url));
}
