/** Where the specification of a pod stands in an object of a kind that runs containers. */
const workloads: ReadonlyMap<string, readonly string[]> = new Map([
  ['/Pod', ['spec']],
  ['/PodTemplate', ['template', 'spec']],
  ['/ReplicationController', ['spec', 'template', 'spec']],
  ['apps/Deployment', ['spec', 'template', 'spec']],
  ['apps/ReplicaSet', ['spec', 'template', 'spec']],
  ['apps/StatefulSet', ['spec', 'template', 'spec']],
  ['apps/DaemonSet', ['spec', 'template', 'spec']],
  ['extensions/Deployment', ['spec', 'template', 'spec']],
  ['extensions/ReplicaSet', ['spec', 'template', 'spec']],
  ['extensions/DaemonSet', ['spec', 'template', 'spec']],
  ['batch/Job', ['spec', 'template', 'spec']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/** Kinds of Kubernetes itself that hold no image, whatever their keys are called. */
const declarations = new Map<string, readonly string[]>(
  Object.entries({
    '': [
      ...['ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'Namespace', 'Node', 'PersistentVolume'],
      ...['PersistentVolumeClaim', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
    ],
    'admissionregistration.k8s.io': [
      ...['MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy'],
      ...['ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
    ],
    'apiextensions.k8s.io': ['CustomResourceDefinition'],
    'apiregistration.k8s.io': ['APIService'],
    autoscaling: ['HorizontalPodAutoscaler'],
    'certificates.k8s.io': ['CertificateSigningRequest'],
    'coordination.k8s.io': ['Lease'],
    'discovery.k8s.io': ['EndpointSlice'],
    'events.k8s.io': ['Event'],
    extensions: ['Ingress', 'NetworkPolicy'],
    'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
    'networking.k8s.io': ['Ingress', 'IngressClass', 'NetworkPolicy'],
    'node.k8s.io': ['RuntimeClass'],
    policy: ['PodDisruptionBudget', 'PodSecurityPolicy'],
    'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    'scheduling.k8s.io': ['PriorityClass'],
    'storage.k8s.io': [
      'CSIDriver',
      'CSINode',
      'CSIStorageCapacity',
      'StorageClass',
      'VolumeAttachment',
    ],
  }),
);

/** What the reader of Kubernetes knows of a kind. */
export type Kind =
  | { readonly is: 'workload'; readonly podSpec: readonly string[] }
  /** It holds no image. */
  | { readonly is: 'declaration' }
  | { readonly is: 'kustomization' }
  | { readonly is: 'unknown' };

/**
 * What is known of a kind, in any version of its group.
 *
 * @param apiVersion such as `apps/v1`
 * @param kind such as `Deployment`
 */
export function kindOf(apiVersion: string, kind: string): Kind {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const podSpec = workloads.get(`${group}/${kind}`);
  if (podSpec !== undefined) return { is: 'workload', podSpec };
  if (declarations.get(group)?.includes(kind) === true) return { is: 'declaration' };
  return { is: group === 'kustomize.config.k8s.io' ? 'kustomization' : 'unknown' };
}
