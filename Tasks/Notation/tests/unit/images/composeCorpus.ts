import type { Sample } from './reading';

/** Files of Compose. */
export const composeCorpus: readonly Sample[] = [
  [
    'services with images',
    `name: shop
services:
  web-image:
    image: nginx:alpine
    ports: ["80:80"]
    environment:
      BASE_IMAGE: not/this:1
    labels: { image: no }
    depends_on: [db]
  db:
    image: 'postgres:16'
    volumes:
      - data-image:/var/lib/postgresql/data
volumes:
  data-image: {}
networks: { my-image: {} }
`,
    ['nginx:alpine 4', 'postgres:16 11'],
  ],
  [
    'a service that is built and has an image is pulled first',
    'services:\n  a:\n    build: .\n    image: acme/a:1\n  b:\n    build: {context: ., args: {BASE_IMAGE: x}}\n',
    ['acme/a:1 4'],
  ],
  [
    'a service that is always built',
    'services:\n  a: {build: ., image: acme/a:1, pull_policy: build}\n  b: {image: b:1}\n',
    ['b:1 3'],
  ],
  [
    'a base that is always built, and a service that extends it',
    'services:\n  a: {build: ., image: acme/a:1, pull_policy: build}\n  b: {extends: {service: a}, pull_policy: always}\n',
    ['acme/a:1 2'],
  ],
  [
    'volumes and build contexts that are images',
    `services:
  a:
    image: a:1
    volumes:
      - ./x:/x
      - type: image
        source: models/llm:7b
        target: /model
        image: { subpath: data }
      - { type: bind, source: ./y, target: /y }
    build:
      context: .
      additional_contexts:
        base: docker-image://alpine:3.20
        base-image: docker-image://debian:12
        src: ./src
  b:
    build:
      context: .
      additional_contexts:
        - base=docker-image://ubuntu
        - x=https://example.com/x.git
`,
    ['a:1 3', 'models/llm:7b 7', 'alpine:3.20 14', 'debian:12 15', 'ubuntu 21'],
  ],
  [
    'variables of the step, of .env, and defaults',
    `services:
  a: { image: "\${REGISTRY}/a:\${TAG:-1}" }
  b: { image: "$REGISTRY/b:\${EMPTY-2}x" }
  c: { image: "\${REGISTRY:?needed}/c:\${EMPTY:-\${OTHER:-3}}" }
  d: { image: "d\${TAG:+:set}\${TAG+:also}" }
  e: { image: "\${FROM_FILE}" }
  f: { image: "\${BOTH}" }
  g: { image: "\${QUOTED}" }
  h: { image: "\${SET:-\${NOWHERE}}" }
`,
    [
      ...['ghcr.io/a:1 2', 'ghcr.io/b:x 3', 'ghcr.io/c:3 4', 'd 5', 'file:1 6', 'step:1 7'],
      ...['quoted:1 8', 'set:1 9'],
    ],
    {
      environment: { REGISTRY: 'ghcr.io', EMPTY: '', BOTH: 'step:1', SET: 'set:1' },
      siblings: {
        '.env':
          '# a comment\nFROM_FILE=file:1 # why\nexport BOTH=env:1\nQUOTED="quoted:1"\nBROKEN="${X}"\n',
      },
    },
  ],
  [
    'a template that a service merges, and one that no service uses',
    `x-base: &base
  image: acme/base:1
  restart: always
x-unused:
  image: acme/unused:1
services:
  a:
    <<: *base
  b:
    <<: *base
    image: acme/b:1
    x-image: own
`,
    ['acme/base:1 2', 'acme/b:1 11'],
  ],
  [
    'JSON',
    '{"services": {"a": {"image": "a:1", "provider": {"type": "model"}}, "b": {"provider": {"type": "x"}}}}',
    ['a:1 1'],
  ],
];
