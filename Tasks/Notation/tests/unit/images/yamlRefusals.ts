import type { Refused } from './reading';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n';
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
for (let level = 1; level < 8; level += 1) {
  const aliases = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
  bomb.push(`a${level}: &a${level} [${aliases}]`);
}

/** Files of YAML and JSON that hold an image which a careless reader misses, or which nobody can read for sure. */
export const yamlRefusals: readonly Refused[] = [
  [
    'a null, for the token is a comment',
    `${pod}  - name: a\n    image: #{image}#\n`,
    'ImageEmpty 6',
  ],
  ['an empty text', `${pod}  - image: ""\n`, 'ImageEmpty 5'],
  ['a container without image', `${pod}  - {name: a, image: a}\n  - name: b\n`, 'ImageEmpty 6'],
  [
    'a workload without containers',
    'apiVersion: apps/v1\nkind: Deployment\nspec: {}\n',
    'ImageEmpty 1',
  ],
  [
    'containers that are no list',
    'apiVersion: v1\nkind: Pod\nspec:\n  containers: {a: {image: a}}\n',
    'ImageKeyUnknown 4',
  ],
  [
    'an image volume without reference',
    `${pod}  - {image: a}\n  volumes: [{name: v, image: {pullPolicy: Always}}]\n`,
    'ImageEmpty 6',
  ],
  ['a number', `${pod}  - image: 1.10\n`, 'ImageNotText 5'],
  ['a mapping', `${pod}  - image: {repository: a, tag: b}\n`, 'ImageNotText 5'],
  ['a variable of a shell', `${pod}  - image: \${REGISTRY}/a:1\n`, 'ImageExpression 5'],
  ['an expression of Helm', `${pod}  - image: "{{ .Values.image }}"\n`, 'ImageExpression 5'],
  ['a macro', `${pod}  - image: a:$(Build.BuildId)\n`, 'ImageExpression 5'],
  ['a token in quotes', `${pod}  - image: "#{image}#"\n`, 'ImageExpression 5'],
  ['a token behind text', `${pod}  - image: acme/a:#{tag}#\n`, 'ImageExpression 5'],
  ['a token of underscores', `${pod}  - image: acme/a:__TAG__\n`, 'ImageExpression 5'],
  ['blanks around the name', `${pod}  - image: " a:1"\n`, 'ImageMalformed 5'],
  ['a literal text with a line end', `${pod}  - image: |\n      a:1\n`, 'ImageMalformed 5'],
  ['upper case', `${pod}  - image: Acme/App/x:y:z\n`, 'ImageMalformed 5'],
  ['a digest that is cut', `${pod}  - image: a@${digest.slice(0, -1)}\n`, 'ImageMalformed 5'],
  ['the id of a local image', `${pod}  - image: ${digest.slice(7)}\n`, 'ImageMalformed 5'],
  ['a key twice', `${pod}  - image: good:1\n    image: evil:1\n`, 'ImagesKeyRepeated 6'],
  [
    'a key twice, once by an alias',
    `${pod}  - image: good:1\n    *k : evil:1\n`.replace('kind: Pod', 'kind: &p Pod\nx: &k image'),
    'ImagesKeyRepeated 7',
  ],
  [
    'a key twice in JSON',
    '{"apiVersion": "v1", "kind": "Pod",\n"spec": {"containers": [{"image": "a"}],\n"containers": []}}',
    'ImagesKeyRepeated 3',
  ],
  [
    'a key twice, once escaped, in JSON',
    '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [\n{"image": "a",\n"im\\u0061ge": "b"}]}}',
    'ImagesKeyRepeated 3',
  ],
  ['a quoted merge key', `${pod}  - "<<": {image: a}\n`, 'ImagesFileMalformed 5'],
  ['a merge of a text', `${pod}  - <<: a\n`, 'ImagesFileMalformed 5'],
  ['an alias without anchor', `${pod}  - image: *x\n`, 'ImagesFileMalformed 5'],
  [
    'an alias to what holds it',
    'apiVersion: v1\nkind: Pod\nspec: &s\n  containers: [*s]\n',
    'ImagesFileMalformed 4',
  ],
  [
    'a bomb of aliases',
    `apiVersion: v1\nkind: Thing\n${bomb.join('\n')}\n`,
    'ImagesTooManyValues 8',
  ],
  [
    'more values than the parser has memory for',
    `apiVersion: v1\nkind: Thing\nx: [${'a,'.repeat(1_000_001)}]\n`,
    'ImagesTooManyValues 1',
  ],
  [
    'too many levels',
    `apiVersion: v1\nkind: Thing\nx: ${'['.repeat(300)}${']'.repeat(300)}\n`,
    'ImagesFileMalformed 3',
  ],
  ['a call stack of levels, in JSON', `{"x": ${'['.repeat(200_000)}`, 'ImagesFileMalformed 1'],
  ['a tag that decodes', `${pod}  - image: !!binary bmdpbng6MQ==\n`, 'ImagesFileMalformed 5'],
  ['a directive', `%TAG !! tag:evil,2000:\n---\n${pod}  - image: a\n`, 'ImagesFileMalformed 1'],
  [
    'a lone carriage return, which ends a comment in Go',
    `${pod}  - name: a #\r    image: evil\n`,
    'ImagesFileMalformed 5',
  ],
  ['a line end of YAML 1.1', `${pod}  - name: a #\u2028    image: evil\n`, 'ImagesFileMalformed 5'],
  [
    'a next line of YAML 1.1',
    `${pod}  - name: a #\u0085    image: evil\n`,
    'ImagesFileMalformed 5',
  ],
  [
    'a marker in a text, where kubectl begins a document',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  x: "\n---x\napiVersion: v1\nkind: Pod\nspec: {containers: [{image: evil}]}\ny: "\n',
    'ImagesFileMalformed 5',
  ],
  [
    'a marker with content, which kubectl leaves out',
    `--- {a: b}\n${pod}  - image: a\n`,
    'ImagesFileMalformed 1',
  ],
  ['a byte order mark within', `${pod}  - image: a\n\ufeff    # x\n`, 'ImagesFileMalformed 6'],
  ['UTF-16', Buffer.from(`\ufeff${pod}  - image: a\n`, 'utf16le'), 'ImagesFileEncoding'],
  ['UTF-16 without a mark', Buffer.from('FROM a\n', 'utf16le'), 'ImagesFileMalformed 1'],
  ['bytes that are no UTF-8', Buffer.from([0x66, 0xff, 0x0a]), 'ImagesFileEncoding'],
  [
    'more than 10 MiB',
    Buffer.alloc(10 * 1024 * 1024 + 1, '#'),
    `ImagesFileTooLarge ${10 * 1024 * 1024}`,
  ],
  [
    'a key of a workload that no rule reads',
    'apiVersion: v1\nkind: Pod\nspec:\n  image: evil\n  containers: [{image: a}]\n',
    'ImageKeyUnknown 4',
  ],
  [
    'images of a kustomization within an object of Argo CD',
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    kustomize: {images: [app=evil]}\n',
    'ImageKeyUnknown 5',
  ],
  [
    'images of a kind that is not known, by their own keys',
    'apiVersion: a.b/v1\nkind: Db\nspec:\n  images: {db: {repository: evil, tag: 1}}\n',
    'ImageKeyUnknown 4',
  ],
  [
    'a list of images in a pod',
    'apiVersion: v1\nkind: Pod\nspec:\n  initImages: [evil]\n  containers: [{image: a}]\n',
    'ImageKeyUnknown 4',
  ],
  [
    'the address of an image in a pod',
    'apiVersion: v1\nkind: Pod\nspec:\n  containers: [{image: a, imageUri: evil}]\n',
    'ImageKeyUnknown 4',
  ],
  [
    'an image of an operator',
    'apiVersion: a.b/v1\nkind: Db\nspec:\n  baseImage: evil\n',
    'ImageKeyUnknown 4',
  ],
  [
    'an imageName of an operator',
    'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nspec:\n  imageName: evil\n',
    'ImageKeyUnknown 4',
  ],
  [
    'an image under what only is called metadata',
    'apiVersion: a.b/v1\nkind: Db\nspec: {metadata: {labels: {x: [{image: {a: b}}]}}}\n',
    'ImageNotText 3',
  ],
  [
    'an object in an object that poses as a ConfigMap',
    'apiVersion: a.b/v1\nkind: Db\nspec: {apiVersion: v1, kind: ConfigMap, metadata: {}, image: [evil]}\n',
    'ImageNotText 3',
  ],
  [
    'an item without kind',
    'apiVersion: v1\nkind: List\nitems:\n- spec: {containers: [{image: evil}]}\n',
    'ImagesFileMalformed 4',
  ],
  [
    'a kustomization',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages: [{name: a, newTag: b}]\n',
    'ImagesElsewhere 1',
  ],
  [
    'an image ID without a repository digest',
    `${pod}  - {name: a, image: a}\nstatus:\n  containerStatuses:\n  - name: a\n    imageID: docker://${digest}\n`,
    'ImageIdWithoutDigest 9',
  ],
  [
    'an image ID alone',
    `${pod}  - {name: a, image: a}\nstatus:\n  containerStatuses: [{name: a, imageID: "${digest}"}]\n`,
    'ImageIdWithoutDigest 7',
  ],
  ['values of Helm', 'image:\n  repository: a\n  tag: b\n', 'ImagesFormatUnknown 1'],
  [
    'a template of Helm',
    '{{- if .Values.x }}\napiVersion: v1\n{{- end }}\n',
    'ImagesFormatUnknown 1',
  ],
  [
    'Kubernetes and Compose in one file',
    `${pod}  - image: a\n---\nservices: {a: {image: b}}\n`,
    'ImagesFormatAmbiguous Kubernetes, Compose',
  ],
  [
    'Kubernetes and Compose in one document',
    `${pod}  - image: a\nservices: {a: {image: b}}\n`,
    'ImagesFormatAmbiguous Kubernetes, Compose',
  ],
  [
    'Kubernetes that begins like a Dockerfile',
    `FROM a : x\n${pod}  - image: b\n`,
    'ImagesFormatAmbiguous Dockerfile, Kubernetes',
  ],
  ['Kubernetes and something else', `${pod}  - image: a\n---\nfoo: bar\n`, 'ImagesFormatUnknown 7'],
  ['nothing', '', 'ImagesFormatUnknown 1'],
  ['comments only', '# nothing\n', 'ImagesFormatUnknown 1'],
  [
    'Bicep',
    "param image string = 'a:1'\n\nresource a 'Microsoft.App/containerApps@2024-03-01' = {\n}\n",
    'ImagesFormatUnknown 1',
  ],
  ['JSON that ends too early', '{"apiVersion": "v1",\n"kind": "Pod"', 'ImagesFileMalformed 2'],
  [
    'two documents of JSON',
    '{"apiVersion": "v1", "kind": "Service"}\n{"apiVersion": "v1", "kind": "Pod"}',
    'ImagesFileMalformed 2',
  ],
  ['a list with a blank in a line', 'a:1\nb:1 c:1\n', 'ImagesFormatUnknown 1'],
  ['a list with a macro', 'a:1\nb:$(tag)\n', 'ImageExpression 2'],
  ['a list with a placeholder', 'a:1\nb:<tag>\n', 'ImageExpression 2'],
];
