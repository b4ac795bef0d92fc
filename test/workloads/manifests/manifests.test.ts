import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/base/errors.js';
import type { Deployment } from '../../../src/world/objects/index.js';
import { decodeManifests } from '../../../src/workloads/manifests/manifests.js';
import { repositoryRoot } from '../../shared.js';

const NGINX = readFileSync(path.join(repositoryRoot, 'scenarios/manifests/nginx-deployment.yaml'), 'utf8')
  .split('\n').filter((line) => !line.startsWith('#')).join('\n');

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: { app: nginx }\n  ports:\n    - port: 80\n      targetPort: 80\n';

/** The problems of a file as people see them. */
function shown(text: string): string {
  return decodeManifests(text, 'nginx.yaml').problems.map(formatProblem).join('\n');
}

describe('decodeManifests', () => {
  it('reads the founding example with its defaults', () => {
    const { objects, problems } = decodeManifests(NGINX, 'nginx.yaml');
    expect(problems).toEqual([]);
    const deployment = objects[0] as Deployment;
    expect(deployment.metadata.name).toBe('nginx-deployment');
    expect(deployment.spec.replicas).toBe(2);
    expect(deployment.spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } });
    expect(deployment.spec.template.spec.containers[0]).toMatchObject({ name: 'nginx', image: 'nginx:1.7.9', ports: [{ containerPort: 80, protocol: 'TCP' }] });
  });

  it('reads several documents, skips empty ones, and gives the good ones beside the problems of the bad', () => {
    const { objects, problems } = decodeManifests(`---\n${NGINX}\n---\n# nothing here\n---\n${SERVICE}---\n${SERVICE.replace('- port: 80', '- port: 0')}`, 'all.yaml');
    expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', 'Service']);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toContain('spec.ports[0].port');
  });

  it('explains fields of metadata that stand at the column of metadata', () => {
    const text = shown(NGINX.replace('metadata:\n  name: nginx-deployment', 'metadata:\nname: nginx-deployment'));
    expect(text).toContain('nginx.yaml:4:1  MAN003  unknown field "name"');
    expect(text).toContain('"name:" belongs to "metadata:" (line 3): indent it by two spaces more than "metadata:"');
  });

  it('explains two keys on one line', () => {
    const text = shown(NGINX.replace('metadata:\n  name: nginx-deployment', 'metadata: name: nginx-deployment'));
    expect(text).toContain('nginx.yaml:3:11  YML001  two keys on one line: "metadata:" and "name:"');
    expect(text).toContain('start a new line after "metadata:" and indent "name:" by two spaces more');
  });

  it('explains a selector that does not match the template, at the line of the labels', () => {
    const text = shown(NGINX.replace('matchLabels:\n      app: nginx', 'matchLabels:\n      app: ngnix'));
    expect(text).toContain('nginx.yaml:12:7  MAN006  spec.template.metadata.labels: the labels of the pods (app: nginx) do not match spec.selector (app: ngnix)');
    expect(text).toContain('write the same key and value in both places');
  });

  it('finds the one level that is missing below a template', () => {
    const text = shown(NGINX.replace('    spec:\n      containers:', '    spec:\n    containers:')
      .replace('        - name: nginx\n          image: nginx:1.7.9\n          ports:\n            - containerPort: 80', '      - name: nginx\n        image: nginx:1.7.9'));
    expect(text).toContain('unknown field "spec.template.containers"');
    expect(text).toContain('"containers:" belongs to "spec:"');
  });

  it.each([
    { name: 'a mistyped field', from: 'replicas: 2', to: 'replica: 2', says: 'did you mean "replicas"?' },
    { name: 'labels without matchLabels', from: 'matchLabels:\n      app: nginx', to: 'app: nginx', says: 'put "app:" below "matchLabels:"' },
    { name: 'a number in quotes', from: 'replicas: 2', to: 'replicas: "2"', says: 'write the number without quotes' },
    { name: 'a word that is a truth value', from: 'labels:\n        app: nginx', to: 'labels:\n        app: nginx\n        canary: yes', says: 'need quotes to be text' },
    { name: 'a mistyped kind', from: 'kind: Deployment', to: 'kind: Deploymnet', says: 'did you mean "Deployment"?' },
    { name: 'an old version', from: 'apps/v1', to: 'extensions/v1beta1', says: 'write "apiVersion: apps/v1"' },
    {
      name: 'a kind that is not known here', from: 'kind: Deployment', to: 'kind: StatefulSet',
      says: '"StatefulSet" is no kind that can be simulated: Deployment, Pod, Node, Service can',
    },
    {
      name: 'a request above its limit', from: 'image: nginx:1.7.9',
      to: 'image: nginx:1.7.9\n          resources: { requests: { cpu: 2 }, limits: { cpu: 1 } }', says: 'raise limits.cpu or lower requests.cpu',
    },
  ])('gives a hint for $name', ({ from, to, says }) => {
    expect(NGINX).toContain(from);
    expect(shown(NGINX.replace(from, to))).toContain(says);
  });

  it('reports every problem of a file', () => {
    const { problems } = decodeManifests(NGINX.replace('replicas: 2', 'replicas: -1').replace('image: nginx:1.7.9', "image: ''"), 'nginx.yaml');
    expect(problems.map(({ message }) => message.split(':')[0])).toEqual(['spec.replicas', 'spec.template.spec.containers[0].image']);
  });

  it('refuses a file without objects', () => {
    expect(shown('')).toContain('MAN001  the file holds no object');
    expect(shown('- a\n')).toContain('MAN001  an object is a map');
  });

  it('keeps a label named like a part of the language', () => {
    const { objects } = decodeManifests(NGINX.replace('labels:\n        app: nginx', 'labels:\n        app: nginx\n        constructor: x'), 'nginx.yaml');
    const labels = (objects[0] as Deployment).spec.template.metadata!.labels!;
    expect(Object.keys(labels)).toEqual(['app', 'constructor']);
  });
});
