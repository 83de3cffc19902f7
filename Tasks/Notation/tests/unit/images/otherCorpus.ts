import type { Sample } from './reading';

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function template(resources: unknown, rest: object = {}): string {
  return JSON.stringify(
    { $schema: schema, contentVersion: '1.0.0.0', ...rest, resources },
    null,
    1,
  );
}

function app(image: string): object {
  const containers = [{ name: 'a', image, env: [{ name: 'IMAGE', value: 'x' }] }];
  return {
    type: 'Microsoft.App/containerApps',
    name: 'app',
    properties: { template: { containers } },
  };
}

function pool(containerImageNames: unknown, more: object): object {
  const virtualMachineConfiguration = {
    imageReference: { publisher: 'microsoft-dsvm', offer: 'ubuntu-hpc' },
    containerConfiguration: { type: 'DockerCompatible', containerImageNames },
  };
  const deploymentConfiguration = { virtualMachineConfiguration };
  return {
    type: 'Microsoft.Batch/batchAccounts/pools',
    properties: { deploymentConfiguration, ...more },
  };
}

function nested(scope: string | undefined, parameters: object, image: string): object {
  const inner = {
    $schema: schema,
    contentVersion: '1.0.0.0',
    parameters: { image: { type: 'string', defaultValue: 'inner:1' } },
    resources: [app(image)],
  };
  const options = scope === undefined ? {} : { expressionEvaluationOptions: { scope } };
  const properties = { ...options, mode: 'Incremental', parameters, template: inner };
  return { type: 'Microsoft.Resources/deployments', name: 'module', properties };
}

/** The last line of a text that holds another text. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.lastIndexOf(part)).split('\n').length;
}

function sample(
  title: string,
  text: string,
  images: [name: string, written?: string][],
  given?: Sample[3],
): Sample {
  const expected = images.map(
    ([name, written = name]) => `${name} ${lineOf(text, `"${written}"`)}`,
  );
  return given === undefined ? [title, text, expected] : [title, text, expected, given];
}

/** ARM templates, container apps and lists. */
export const otherCorpus: readonly Sample[] = [
  sample(
    'Bicep of a container app',
    template([app("[parameters('image')]"), app('mcr.microsoft.com/k8se/quickstart:latest')], {
      parameters: {
        image: { type: 'string', defaultValue: 'acme/app:1' },
        baseImage: { type: 'string' },
      },
      variables: { image: 'unused:1', containers: [{ image: 'unused:2' }] },
      outputs: { image: { type: 'string', value: 'x' } },
    }),
    [['acme/app:1', "[parameters('image')]"], ['mcr.microsoft.com/k8se/quickstart:latest']],
  ),
  sample(
    'a parameter that the step gives',
    template([app("[ parameters( 'Image' ) ]")], {
      parameters: { image: { type: 'string', defaultValue: 'a:1' } },
    }),
    [['given:2', "[ parameters( 'Image' ) ]"]],
    { buildArguments: { IMAGE: 'given:2' } },
  ),
  sample(
    'a module gets its parameter from the template around it',
    template(
      [nested('inner', { image: { value: "[parameters('outer')]" } }, "[parameters('image')]")],
      {
        parameters: {
          outer: { type: 'string', defaultValue: 'outer:1' },
          image: { type: 'string', defaultValue: 'no:1' },
        },
      },
    ),
    [['outer:1', "[parameters('image')]"]],
    { buildArguments: { image: 'no:2' } },
  ),
  sample(
    'a module with its own default',
    template([nested('Inner', {}, "[parameters('image')]")], {
      parameters: { image: { type: 'string', defaultValue: 'no:1' } },
    }),
    [['inner:1', "[parameters('image')]"]],
  ),
  sample(
    'a nested template that sees the parameters around it',
    template([nested(undefined, {}, "[parameters('image')]")], {
      parameters: { image: { type: 'string', defaultValue: 'around:1' } },
    }),
    [['around:1', "[parameters('image')]"]],
  ),
  sample(
    'App Service and its sidecar',
    template(
      [
        {
          type: 'Microsoft.Web/sites',
          properties: {
            siteConfig: {
              linuxFxVersion: 'DOCKER|acme/web:1',
              appSettings: [{ name: 'a', value: 'b' }],
            },
          },
          resources: [{ type: 'sitecontainers', properties: { image: 'acme/side:1' } }],
        },
        {
          type: 'Microsoft.Web/sites',
          properties: { siteConfig: { LinuxFxVersion: 'NODE|20-lts', windowsFxVersion: null } },
        },
        {
          type: 'Microsoft.Web/sites',
          properties: { siteConfig: { windowsFxVersion: "[parameters('fx')]" } },
        },
      ],
      { parameters: { fx: { defaultValue: 'docker|acme/win:1' } } },
    ),
    [['acme/web:1', 'DOCKER|acme/web:1'], ['acme/side:1'], ['acme/win:1', "[parameters('fx')]"]],
  ),
  sample(
    'a pool of Azure Batch, with a start task',
    template(
      [
        pool(['acme/batch:1', "[parameters('second')]"], {
          startTask: { ContainerSettings: { imageName: 'acme/start:1' } },
        }),
        pool([], {}),
        pool(null, {}),
      ],
      { parameters: { second: { type: 'string', defaultValue: 'acme/batch:2' } } },
    ),
    [['acme/batch:1'], ['acme/batch:2', "[parameters('second')]"], ['acme/start:1']],
  ),
  sample(
    'keys that name images in the plural, and hold none but those that are read',
    template([
      {
        type: 'Microsoft.App/jobs',
        properties: {
          ...{ maxImages: 3, images: [], oldImages: '', otherImages: {} },
          initImages: [{ image: 'a:1' }, { name: 'x', image: 'b:1' }],
          copy: [{ name: 'env', count: 2, input: "[variables('e')]" }, { name: 'x' }],
        },
      },
    ]),
    [['a:1'], ['b:1']],
  ),
  [
    'a pool of Azure Batch in YAML',
    `type: Microsoft.Batch/batchAccounts/pools
properties:
  deploymentConfiguration:
    virtualMachineConfiguration:
      imageReference: {publisher: x, offer: y}
      containerConfiguration:
        containerImageNames:
        - acme/batch:1
        - 'acme/batch:2'
`,
    ['acme/batch:1 8', 'acme/batch:2 9'],
  ],
  sample(
    'resources with symbolic names, keys in other letters, and machines',
    template(
      {
        app: { ...app('a:1'), existing: false },
        group: {
          type: 'Microsoft.ContainerInstance/containerGroups',
          Properties: { containers: [{ properties: { IMAGE: 'b:1' } }] },
        },
        vm: {
          type: 'Microsoft.Compute/virtualMachines',
          properties: { storageProfile: { imageReference: { publisher: 'x' } } },
        },
      },
      { languageVersion: '2.0' },
    ),
    [['a:1'], ['b:1']],
  ),
  [
    'a template with comments',
    `{
  // made by hand
  "$schema": "${schema}", /* the schema */
  "contentVersion": "1.0.0.0",
  "resources": [{ "type": "Microsoft.App/jobs", "properties": { "template": { "initContainers": [{ "image": "a:1" }] } } }]
}`,
    ['a:1 5'],
  ],
  [
    'a container app in YAML',
    `type: Microsoft.App/containerApps
location: westeurope
tags: { image: no }
properties:
  configuration: { ingress: { external: true } }
  template:
    containers:
    - image: myacr.azurecr.io/app:1
      name: app
    initContainers:
    - {image: myacr.azurecr.io/init:1, name: init}
`,
    ['myacr.azurecr.io/app:1 8', 'myacr.azurecr.io/init:1 11'],
  ],
  [
    'a container group in YAML',
    `apiVersion: 2021-10-01
type: Microsoft.ContainerInstance/containerGroups
properties:
  containers:
  - name: a
    properties: { image: mcr.microsoft.com/azuredocs/aci-helloworld }
`,
    ['mcr.microsoft.com/azuredocs/aci-helloworld 6'],
  ],
  [
    'a list',
    '# base images\nnginx:1.27\n\n  ghcr.io/acme/app:1   # ours\nlocalhost/x\n',
    ['nginx:1.27 2', 'ghcr.io/acme/app:1 4', 'localhost/x 5'],
  ],
  [
    'a list of one, without a line end',
    `myacr.azurecr.io/a@${digest}`,
    [`myacr.azurecr.io/a@${digest} 1`],
  ],
  [
    'a list with Windows line ends and a byte order mark',
    '\ufeffa:1\r\nb:1\r\n',
    ['a:1 1', 'b:1 2'],
  ],
  ['a list with an address of IPv6', '[::1]:5000/a:1\n', ['[::1]:5000/a:1 1']],
];
