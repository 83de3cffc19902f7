import type { Sample } from './reading';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Files of Kubernetes as people write them and tools print them. */
export const kubernetesCorpus: readonly Sample[] = [
  [
    'a Deployment with several containers',
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web, image: not-an-image }
  annotations:
    example.com/image: "docs only"
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
      base-image: alpine
  template:
    metadata:
      labels: { app: web, base-image: alpine }
    spec:
      nodeSelector:
        example.com/os-image: ubuntu
      initContainers:
        - name: migrate
          image: ghcr.io/acme/migrate:1.4
      containers:
        - name: web
          image: "nginx:1.27" # the web server
          imagePullPolicy: Always
          env:
            - name: RELATED_IMAGE_PROXY
              value: envoy:1
        - image: 'localhost:5000/side:v2'
          name: side
      imagePullSecrets:
        - name: pull
`,
    ['ghcr.io/acme/migrate:1.4 22', 'nginx:1.27 25', 'localhost:5000/side:v2 30'],
  ],
  [
    'a Pod with an ephemeral container, an image volume and a Ceph block device',
    `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - { name: a, image: busybox }
  ephemeralContainers:
    - name: debug
      image: nicolaka/netshoot:v0.13
  volumes:
    - name: model
      image:
        reference: quay.io/acme/model:1
        pullPolicy: IfNotPresent
    - name: disk
      rbd: { monitors: [10.0.0.1], image: foo }
status: {}
`,
    ['busybox 6', 'nicolaka/netshoot:v0.13 9', 'quay.io/acme/model:1 13'],
  ],
  [
    'a kind that is not known, with a list of images',
    `apiVersion: operators.coreos.com/v1alpha1
kind: ClusterServiceVersion
spec:
  relatedImages:
    - { name: a, image: quay.io/acme/a:1 }
    - { name: b, image: quay.io/acme/b:1 }
`,
    ['quay.io/acme/a:1 5', 'quay.io/acme/b:1 6'],
  ],
  [
    'the output of helm template',
    `---
# Source: app/templates/serviceaccount.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: app
---
# Source: app/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  image: not/this:1
  values.yaml: |
    image: nor/this:1
---
# Source: app/templates/service.yaml
apiVersion: v1
kind: Service
metadata: { name: app }
spec:
  ports: [{ port: 80 }]
---
# Source: app/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  template:
    spec:
      containers:
        - name: app
          image: "registry.example.com:8443/team/app:2.0"
---
# Source: app/templates/tests/test.yaml
apiVersion: v1
kind: Pod
metadata:
  name: app-test
  annotations: { "helm.sh/hook": test }
spec:
  containers:
    - name: wget
      image: busybox
`,
    ['registry.example.com:8443/team/app:2.0 34', 'busybox 45'],
  ],
  [
    'kubectl get deployments -o yaml, with managed fields',
    `apiVersion: v1
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"image":"old:1"}
    managedFields:
    - manager: kubectl
      fieldsV1:
        f:spec:
          f:template:
            f:spec:
              f:containers:
                k:{"name":"a"}:
                  f:image: {}
  spec:
    template:
      spec:
        containers:
        - image: mcr.microsoft.com/dotnet/aspnet:8.0
          name: a
  status:
    availableReplicas: 1
kind: List
metadata:
  resourceVersion: ""
`,
    ['mcr.microsoft.com/dotnet/aspnet:8.0 22'],
  ],
  [
    'kubectl get pods -o json: what runs counts',
    JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { resourceVersion: '4711' },
            spec: {
              containers: [{ name: 'a', image: 'nginx:1' }],
              initContainers: [{ name: 'i', image: 'init:1' }],
            },
            status: {
              containerStatuses: [
                { name: 'a', image: 'nginx:1', imageID: `docker.io/library/nginx@${digest}` },
              ],
              initContainerStatuses: [
                { name: 'i', image: 'init:1', imageID: `docker-pullable://init@${digest}` },
              ],
            },
          },
        ],
      },
      null,
      2,
    ),
    [`docker.io/library/nginx@${digest} 30`, `init@${digest} 37`],
  ],
  [
    'a pod that has not started',
    `apiVersion: v1
kind: Pod
metadata: { resourceVersion: "4711" }
spec:
  containers:
  - {name: a, image: "a:1"}
  - {name: b, image: "b:1"}
status:
  phase: Pending
  containerStatuses:
  - {name: a, image: "a:1", imageID: ""}
  - {name: b, image: "b:1", imageID: "b@${digest}"}
`,
    [`b@${digest} 12`, 'a:1 6'],
  ],
  [
    'kinds that run pods, in old and new groups',
    ...((): [string, string[]] => {
      const template = 'template: {spec: {containers: [{name: a, image: IMAGE}]}}';
      const documents = [
        `{apiVersion: apps/v1, kind: StatefulSet, spec: {volumeClaimTemplates: [{metadata: {labels: {image: x}}}], ${template}}}`,
        `{apiVersion: apps/v1, kind: DaemonSet, spec: {${template}}}`,
        `{apiVersion: apps/v1beta2, kind: ReplicaSet, spec: {${template}}}`,
        `{apiVersion: extensions/v1beta1, kind: Deployment, spec: {${template}}}`,
        `{apiVersion: batch/v1, kind: Job, spec: {${template}}}`,
        `{apiVersion: batch/v1beta1, kind: CronJob, spec: {jobTemplate: {metadata: {labels: {my-image: x}}, spec: {${template}}}}}`,
        `{apiVersion: v1, kind: ReplicationController, spec: {selector: {image: x}, ${template}}}`,
        `{apiVersion: v1, kind: PodTemplate, ${template}}`,
      ];
      const text = documents.map((one, index) => `---\n${one.replace('IMAGE', `i:${index}`)}\n`);
      return [text.join(''), documents.map((_, index) => `i:${index} ${2 * index + 2}`)];
    })(),
  ],
  [
    'a Rollout of Argo',
    `apiVersion: argoproj.io/v1alpha1
kind: Rollout
spec:
  template:
    metadata: { annotations: { image: note } }
    spec:
      containers:
      - name: a
        image: argoproj/rollouts-demo:blue
      volumes:
      - name: v
        image: { reference: data:1 }
`,
    ['argoproj/rollouts-demo:blue 9', 'data:1 12'],
  ],
  [
    'a Service of Knative',
    `apiVersion: serving.knative.dev/v1
kind: Service
spec: {template: {spec: {containers: [{image: ghcr.io/knative/helloworld-go:latest}]}}}
`,
    ['ghcr.io/knative/helloworld-go:latest 3'],
  ],
  [
    'a Task of Tekton',
    `apiVersion: tekton.dev/v1
kind: Task
spec:
  steps:
  - name: build
    image: golang:1.22
    script: |
      image: no
  sidecars:
  - image: docker:dind
`,
    ['golang:1.22 6', 'docker:dind 10'],
  ],
  [
    'a CustomResourceDefinition and an object of its kind',
    `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  versions:
  - schema:
      openAPIV3Schema:
        properties:
          image: { type: string, description: the image }
          baseImage: { type: string }
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
spec:
  image: quay.io/prometheus/prometheus:v3.0.0
`,
    ['quay.io/prometheus/prometheus:v3.0.0 14'],
  ],
];
