import type { Refused } from './reading';

/** Files of Compose. */
export const composeRefusals: readonly Refused[] = [
  ['include', 'include: [other.yml]\nservices: {a: {image: a}}\n', 'ImagesElsewhere 1'],
  ['include alone', 'include:\n  - other.yml\n', 'ImagesElsewhere 2'],
  [
    'extends of another file',
    'services:\n  a:\n    image: a\n    extends: {file: b.yml, service: b}\n',
    'ImagesElsewhere 4',
  ],
  [
    'dockerfile_inline',
    'services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM evil\n',
    'ImagesElsewhere 4',
  ],
  ['a service without image and build', 'services:\n  a: {ports: [1]}\n', 'ImageEmpty 2'],
  ['a variable without a value', 'services: {a: {image: "a:${TAG}"}}\n', 'ImageVariableUnset 1'],
  [
    'a variable that is empty and must not be',
    'services: {a: {image: "a:${TAG:?}"}}\n',
    'ImageVariableUnset 1',
    { environment: { TAG: '' } },
  ],
  [
    'a variable whose line in .env is not plain',
    'services: {a: {image: "a:${TAG}"}}\n',
    'ImageVariableUnset 1',
    { siblings: { '.env': 'TAG=${OTHER}\n' } },
  ],
  ['a macro', 'services: {a: {image: "a:$(tag)"}}\n', 'ImageExpression 1'],
  ['a dollar sign that stays', 'services: {a: {image: "a:$$x"}}\n', 'ImageExpression 1'],
  [
    'an expansion of a shell',
    'services: {a: {image: "a:${TAG%x}"}}\n',
    'ImageExpression 1',
    { environment: { TAG: '1x' } },
  ],
  ['a null', 'services:\n  a:\n    image:\n', 'ImageEmpty 3'],
  [
    'a tag that resets',
    'services:\n  a:\n    image: a\n    ports: !reset []\n',
    'ImagesFileMalformed 4',
  ],
  [
    'an image volume without source',
    'services:\n  a:\n    image: a\n    volumes: [{type: image, target: /x}]\n',
    'ImageEmpty 4',
  ],
  [
    'a key that no rule reads',
    'services:\n  a:\n    image: a\n    deploy: {runImage: evil}\n',
    'ImageKeyUnknown 4',
  ],
  [
    'a key in the plural that no rule reads',
    'services:\n  a:\n    image: a\n    develop: {images: [evil]}\n',
    'ImageKeyUnknown 4',
  ],
  ['an image beside the services', 'services: {a: {image: a}}\nimage: evil\n', 'ImageKeyUnknown 2'],
  ['services that are no mapping', 'services: {a: image}\n', 'ImagesFileMalformed 1'],
];

/** Dockerfiles. */
export const dockerfileRefusals: readonly Refused[] = [
  ['a blank behind <<', 'FROM a\nRUN cat << EOF\nFROM no\nEOF\n', 'ImagesFileMalformed 2'],
  ['a blank behind << in a calculation', 'FROM a\nRUN echo $((1 << 2))\n', 'ImagesFileMalformed 2'],
  ['a heredoc without an end', 'FROM a\nRUN <<EOF\nFROM b\n', 'ImagesFileMalformed 2'],
  ['a heredoc whose name takes more', 'FROM a\nRUN cat <<EOF>x\nEOF>x\n', 'ImagesFileMalformed 2'],
  [
    'a heredoc behind what looks like JSON',
    'FROM a\nRUN ["a"] <<EOF\nFROM b\nEOF\n',
    'ImagesFileMalformed 2',
  ],
  [
    'a heredoc beside a variable with quotes',
    'FROM a\nRUN x ${A:-"} <<EOF"}\nFROM b\nEOF\n',
    'ImagesFileMalformed 2',
  ],
  [
    'a name that is a later stage only',
    'FROM a\nCOPY --from=b /x /x\nFROM c AS b\n',
    'ImageStageLater 2',
  ],
  ['a number of a later stage', 'FROM a\nCOPY --from=1 /x /x\nFROM c\n', 'ImageStageLater 2'],
  ['the stage itself', 'FROM a AS b\nRUN --mount=from=b x\n', 'ImageStageLater 2'],
  [
    'a number in a mount, which would be an image',
    'FROM a\nFROM b\nRUN --mount=from=0 x\n',
    'ImageStageLater 3',
  ],
  [
    'a stage behind ONBUILD',
    'FROM a AS b\nFROM c\nONBUILD COPY --from=b /x /x\n',
    'ImageStageLater 3',
  ],
  ['an argument without a value', 'ARG BASE\nFROM $BASE\n', 'ImageVariableUnset 2'],
  [
    'an argument that loses its value in some versions',
    'ARG BASE=a\nARG BASE\nFROM ${BASE:-b}\n',
    'ImageVariableUnset 3',
  ],
  [
    'an argument that is not declared',
    'FROM $BASE\n',
    'ImageVariableUnset 1',
    { buildArguments: { BASE: 'a' } },
  ],
  ['an argument of a stage', 'FROM a\nARG B=b\nFROM $B\n', 'ImageVariableUnset 3'],
  ['a platform in a name', 'FROM a:${TARGETARCH:-amd64}\n', 'ImageVariableUnset 1'],
  ['an expansion that is not read', 'ARG A=a.b\nFROM ${A%.b}\n', 'ImageExpression 2'],
  ['a variable in --from', 'ARG A=a\nFROM x\nCOPY --from=$A /x /x\n', 'ImageExpression 3'],
  [
    'fields of a mount as CSV',
    'FROM a\nRUN --mount=\'type=bind,"from=b"\' x\n',
    'ImagesFileMalformed 2',
  ],
  ['a flag that is not ASCII', 'FROM a\nRUN --mount=target=/à,from=b x\n', 'ImagesFileMalformed 2'],
  ['an unknown instruction', 'FROM a\nFORM b\n', 'ImagesFileMalformed 2'],
  ['a no-break space', 'FROM a\nFROM\u00a0b\n', 'ImagesFileMalformed 2'],
  ['an instruction before FROM', 'ARG A=1\nRUN x\nFROM a\n', 'ImagesFileMalformed 2'],
  ['no FROM', 'ARG A=1\n', 'ImagesFileMalformed 1'],
  ['FROM with more words', 'FROM a b\n', 'ImagesFileMalformed 1'],
  ['a flag of FROM that is not known', 'FROM --from=b a\n', 'ImagesFileMalformed 1'],
  ['a directive twice', '# syntax=a\n# syntax=b\nFROM c\n', 'ImagesFileMalformed 2'],
  ['another escape token', '# escape=^\nFROM c\n', 'ImagesFileMalformed 1'],
  [
    'a build file of JSON with another image',
    '{"syntax": "a", "x": {"baseImage": "evil"}}',
    'ImageKeyUnknown 1',
  ],
  ['FROM behind ONBUILD', 'FROM a\nONBUILD FROM b\n', 'ImagesFileMalformed 2'],
];

const schema =
  '"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"';

function template(resource: string, parameters = '{}'): string {
  return `{${schema}, "contentVersion": "1.0.0.0", "parameters": ${parameters}, "resources": [\n${resource}]}`;
}

/** ARM templates. */
export const armRefusals: readonly Refused[] = [
  [
    'an expression',
    template('{"properties": {"image": "[format(\'{0}/a\', parameters(\'r\'))]"}}'),
    'ImageExpression 2',
  ],
  ['a variable', template('{"properties": {"image": "[variables(\'i\')]"}}'), 'ImageExpression 2'],
  [
    'a parameter without a default',
    template('{"properties": {"image": "[parameters(\'i\')]"}}', '{"i": {"type": "string"}}'),
    'ImageExpression 2',
  ],
  [
    'a parameter that is not declared',
    template('{"properties": {"image": "[parameters(\'i\')]"}}'),
    'ImageExpression 2',
    { buildArguments: { i: 'a' } },
  ],
  [
    'a default that is an expression',
    template(
      '{"properties": {"image": "[parameters(\'i\')]"}}',
      '{"i": {"defaultValue": "[concat(\'a\')]"}}',
    ),
    'ImageExpression 2',
  ],
  [
    'containers that are an expression',
    template('{"properties": {"template": {"containers": "[variables(\'c\')]"}}}'),
    'ImageExpression 2',
  ],
  [
    'properties that are an expression',
    template('{"properties": "[union(variables(\'p\'), json(\'{}\'))]"}'),
    'ImageExpression 2',
  ],
  ['COMPOSE|', template('{"properties": {"linuxFxVersion": "COMPOSE|abc"}}'), 'ImagesElsewhere 2'],
  ['KUBE|', template('{"properties": {"windowsFxVersion": "kube|abc"}}'), 'ImagesElsewhere 2'],
  [
    'a runtime that is an expression',
    template('{"properties": {"linuxFxVersion": "[concat(\'DOCKER|\', \'a\')]"}}'),
    'ImageExpression 2',
  ],
  [
    'DOCKER| without an image',
    template('{"properties": {"linuxFxVersion": "DOCKER|"}}'),
    'ImageEmpty 2',
  ],
  [
    'a linked template',
    template(
      '{"type": "Microsoft.Resources/deployments", "properties": {"templateLink": {"uri": "x"}}}',
    ),
    'ImagesElsewhere 2',
  ],
  [
    'a deployment whose properties are an expression',
    template('{"type": "Microsoft.Resources/deployments", "properties": "[x()]"}'),
    'ImageNotText 2',
  ],
  [
    'keys that differ in letters only',
    template('{"properties": {"image": "a",\n"Image": "evil"}}'),
    'ImagesKeyRepeated 3',
  ],
  [
    'a key that no rule reads',
    template('{"properties": {"containerImage": "evil"}}'),
    'ImageKeyUnknown 2',
  ],
  ...[
    ['a list of names', '["evil"]', 'ImageKeyUnknown 2'],
    ['a name', '"evil"', 'ImageKeyUnknown 2'],
    ['an expression', '"[variables(\'i\')]"', 'ImageKeyUnknown 2'],
    ['names by their own keys', '{"a": "evil"}', 'ImageKeyUnknown 2'],
    ['objects without a key image', '[{"image": "a"}, {"name": "evil"}]', 'ImageKeyUnknown 2'],
  ].map(([title = '', value = '', refusal = '']): Refused => [
    `a key in the plural with ${title}`,
    template(`{"properties": {"initImages": ${value}}}`),
    refusal,
  ]),
  ...['imageNames', 'baseImageUri', 'imageRef'].map((key): Refused => [
    `the key ${key}, which no rule reads`,
    template(`{"properties": {"${key}": ["evil"]}}`),
    'ImageKeyUnknown 2',
  ]),
  ...[
    ['a name alone', '"evil"', 'ImageNotText 2'],
    ['an object', '{}', 'ImageNotText 2'],
    ['an expression', '"[parameters(\'names\')]"', 'ImageExpression 2'],
    ['an item that is an expression', '[\n"[concat(\'evil\')]"]', 'ImageExpression 3'],
    ['an item that is empty', '["a",\n""]', 'ImageEmpty 3'],
    ['an item that is an object', '[{"image": "a"}]', 'ImageNotText 2'],
  ].map(([title = '', value = '', refusal = '']): Refused => [
    `the images of a pool as ${title}`,
    template(`{"properties": {"containerImageNames": ${value}}}`),
    refusal,
  ]),
  ...[
    ...['deploymentConfiguration', 'virtualMachineConfiguration', 'containerConfiguration'],
    ...['startTask', 'containerSettings', 'customContainerTemplate'],
  ].map((key): Refused => [
    `${key} as an expression`,
    template(`{"properties": {"${key}": "[variables('x')]"}}`),
    'ImageExpression 2',
  ]),
  ...[
    ['containerImageNames', 'ImageKeyUnknown 3'],
    ['Image', 'ImageKeyUnknown 3'],
    ['initImages', 'ImageKeyUnknown 3'],
    ['linuxFxVersion', 'ImageKeyUnknown 3'],
    ['Containers', 'ImageExpression 3'],
  ].map(([name = '', refusal = '']): Refused => [
    `${name} that a copy makes`,
    template(`{"properties": {"copy": [{"name": "${name}",\n"input": "[variables('x')]"}]}}`),
    refusal,
  ]),
  [
    'the name of an image beside the settings of a container',
    template('{"properties": {"imageName": "evil"}}'),
    'ImageKeyUnknown 2',
  ],
  [
    'an image that is an object',
    template('{"properties": {"image": {"name": "evil"}}}'),
    'ImageNotText 2',
  ],
];
