import type { Sample } from './reading';

/** Objects of Kubernetes in all that YAML and JSON know. */
export const yamlCorpus: readonly Sample[] = [
  [
    'anchors, aliases and merges',
    `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - &base
        name: a
        image: &image acme/base:1
      - <<: *base
        name: b
      - <<: [{image: first:1}, {image: second:1}]
        name: c
      - <<: *base
        image: own:1
        name: d
      - name: e
        image: *image
`,
    ['acme/base:1 9', 'acme/base:1 9', 'first:1 12', 'own:1 15', 'acme/base:1 9'],
  ],
  [
    'an anchor that is defined twice: the last one before the alias counts',
    `apiVersion: v1
kind: Pod
metadata: {annotations: {a: &i one:1, b: &i two:1}}
spec:
  containers: [{name: a, image: *i}]
`,
    ['two:1 3'],
  ],
  [
    'an alias as a key',
    `apiVersion: v1
kind: Pod
metadata: {annotations: {a: &k image}}
spec:
  containers:
  - name: a
    *k : aliased:1
`,
    ['aliased:1 7'],
  ],
  [
    'minified JSON',
    '{"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[{"name":"a","image":"nginx"}]}}}}',
    ['nginx 1'],
  ],
  [
    'JSON with tabs and escapes',
    '{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"spec": {\n\t\t"containers": [\n\t\t\t{ "im\\u0061ge": "ngin\\u0078:1" }\n\t\t]\n\t}\n}\n',
    ['nginx:1 6'],
  ],
  [
    'lists in lists, in JSON',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'v1',
          kind: 'List',
          items: [{ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ image: 'a' }] } }],
        },
        { apiVersion: 'v1', kind: 'Secret', stringData: { image: 'x' } },
      ],
    }),
    ['a 1'],
  ],
  [
    'a list of pods whose items have no kind',
    `apiVersion: v1
kind: PodList
items:
- spec: {containers: [{name: a, image: a:1}]}
`,
    ['a:1 4'],
  ],
  [
    'a key in quotes, with an escape, and as ? key',
    `"apiVersion": v1
'kind': Pod
spec:
  containers:
  - "im\\x61ge": one:1
  - ? image
    : two:1
  - 'image' : three:1
`,
    ['one:1 5', 'two:1 7', 'three:1 8'],
  ],
  [
    'folded texts, a tag and lines that go on',
    `apiVersion: v1
kind: Pod
spec:
  containers:
  - image: >-
      folded:1
  - image: !!str tagged:1
  - image: "contin\\
      ued:1"
  - image:
      below:1
`,
    ['folded:1 5', 'tagged:1 7', 'continued:1 8', 'below:1 11'],
  ],
  [
    'Windows line ends and a byte order mark',
    '\ufeffapiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - image: a:1\r\n---\r\napiVersion: v1\r\nkind: Pod\r\nspec: {containers: [{image: b:1}]}\r\n',
    ['a:1 5', 'b:1 9'],
  ],
  [
    'a kind that no object has',
    `apiVersion: example.com/v1
kind: AllowList
image: list:1
items:
- {apiVersion: example.com/v1, kind: Allow, image: item:1}
`,
    ['item:1 5', 'list:1 3'],
  ],
];
