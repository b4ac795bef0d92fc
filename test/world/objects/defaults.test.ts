import { describe, expect, it } from 'vitest';
import { defaultDeployment, defaultNode, defaultPod, defaultReplicaSet, defaultService, type Deployment } from '../../../src/world/objects/index.js';

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.7.9', ports: [{ containerPort: 80 }] }] } };
const deployment: Deployment = { metadata: { name: 'd' }, spec: { selector: { matchLabels: { app: 'a' } }, template } };

describe('defaults', () => {
  it('of a Deployment: one replica, rolling update by a quarter', () => {
    const { spec } = defaultDeployment(deployment);
    expect(spec.replicas).toBe(1);
    expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } });
    expect(spec.progressDeadlineSeconds).toBe(600);
    expect(spec.revisionHistoryLimit).toBe(10);
  });

  it('of a Deployment keep what is written, and give Recreate no rolling update', () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
    expect(defaultDeployment({ ...deployment, spec: { ...deployment.spec, replicas: 0, strategy } }).spec)
      .toMatchObject({ replicas: 0, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } } });
    expect(defaultDeployment({ ...deployment, spec: { ...deployment.spec, strategy: { type: 'Recreate' } } }).spec.strategy)
      .toEqual({ type: 'Recreate' });
  });

  it('of a template leave requests and host ports to the pods made from it', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'c', resources: { limits: { cpu: '1' } }, ports: [{ containerPort: 80 }] }] };
    const inTemplate = defaultReplicaSet({ metadata: { name: 'r' }, spec: { selector: {}, template: { spec } } }).spec.template.spec;
    expect(inTemplate.containers[0]!.resources).toEqual({ limits: { cpu: '1' } });
    expect(inTemplate.containers[0]!.ports).toEqual([{ containerPort: 80, protocol: 'TCP' }]);
    const inPod = defaultPod({ metadata: { name: 'p' }, spec: inTemplate }).spec;
    expect(inPod.containers[0]!.resources).toEqual({ limits: { cpu: '1' }, requests: { cpu: '1' } });
    expect(inPod.containers[0]!.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
  });

  it.each([
    { image: 'nginx', policy: 'Always' },
    { image: 'nginx:latest', policy: 'Always' },
    { image: 'nginx:1.7.9', policy: 'IfNotPresent' },
    { image: 'localhost:5000/nginx', policy: 'Always' },
    { image: `nginx@sha256:${'a'.repeat(64)}`, policy: 'IfNotPresent' },
  ])('image $image is pulled $policy', ({ image, policy }) => {
    expect(defaultPod({ metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image }] } }).spec.containers[0]!.imagePullPolicy).toBe(policy);
  });

  it('of amounts below a thousandth round up to one', () => {
    const requests = { cpu: '0.1m', memory: '1024m' };
    const pod = defaultPod({ metadata: { name: 'p' }, spec: { containers: [{ name: 'c', resources: { requests } }] } });
    expect(pod.spec.containers[0]!.resources!.requests).toEqual({ cpu: '1m', memory: '1024m' });
  });

  it('of a Service: cluster IP, TCP, the target port is the port', () => {
    const { spec } = defaultService({ metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    expect(spec).toMatchObject({ type: 'ClusterIP', sessionAffinity: 'None', ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] });
  });

  it('of a node: what is allocatable equals the capacity', () => {
    expect(defaultNode({ metadata: { name: 'n' }, status: { capacity: { cpu: '4' } } }).status!.allocatable).toEqual({ cpu: '4' });
  });
});
