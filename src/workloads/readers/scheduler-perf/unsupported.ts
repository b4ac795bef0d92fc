import { ScenarioError } from '../../../base/errors.js';
import type { NamedFiles } from './files.js';
import { TemplateError } from './go-template.js';
import { ObjectTemplate } from './object-template.js';
import type { PerfOperation, TemplateText } from './operations.js';

const RESOURCE_API = 'dynamic resource allocation is not simulated';

/**
 * Why a workload cannot be simulated, by the name of what is missing; null when it can. Wrong templates are problems of
 * the file; those of a workload that is refused are not looked at.
 */
export function refusalOf(operations: readonly PerfOperation[], files: NamedFiles): string | null {
  for (const operation of operations) {
    switch (operation.opcode) {
      case 'createResourceClaims':
      case 'createResourceDriver':
      case 'allocResourceClaims':
        return `opcode ${operation.opcode}: ${RESOURCE_API}`;
      case 'createAny':
      case 'updateAny': {
        const { apiVersion, kind } = new ObjectTemplate(operation.template).declared();
        if (apiVersion.startsWith('resource.k8s.io/')) return `${operation.opcode} of a ${kind}: ${RESOURCE_API}`;
        if (apiVersion.startsWith('scheduling.k8s.io/')) return `${operation.opcode} of a ${kind}: gang scheduling is not simulated`;
        break;
      }
      default:
    }
  }
  for (const template of operations.flatMap(templatesOf)) checkTemplate(template, files);
  return null;
}

/** Kinds that the templates of an operation must be of; null = any. */
function templatesOf(operation: PerfOperation): { readonly source: TemplateText; readonly kind: string | null }[] {
  const of = (source: TemplateText | null, kind: string | null): { source: TemplateText; kind: string | null }[] => (source === null ? [] : [{ source, kind }]);
  switch (operation.opcode) {
    case 'createNodes': return of(operation.template, 'Node');
    case 'createNamespaces': return of(operation.template, 'Namespace');
    case 'createPods':
      return [
        ...of(operation.template, 'Pod'), ...of(operation.volume?.persistentVolume ?? null, 'PersistentVolume'),
        ...of(operation.volume?.claim ?? null, 'PersistentVolumeClaim'),
      ];
    case 'churn': return operation.templates.flatMap((source) => of(source, null));
    case 'createAny':
    case 'updateAny': return of(operation.template, null);
    default: return [];
  }
}

function checkTemplate({ source, kind }: { readonly source: TemplateText; readonly kind: string | null }, files: NamedFiles): void {
  const { problems } = files;
  const file = files.pathOf(source.file);
  try {
    const found = new ObjectTemplate({ ...source, file }).at({ index: 0, count: 1 });
    if (kind !== null && found.kind !== kind) {
      problems.add({ code: 'SPF008', message: `a ${kind} is expected here, found a ${found.kind}`, place: { file } });
    }
  } catch (error) {
    if (error instanceof ScenarioError) for (const problem of error.problems) problems.add(problem);
    else if (error instanceof TemplateError) {
      problems.add({ code: 'SPF008', message: error.message, place: { file, line: error.line, column: error.column } });
    } else throw error;
  }
}
