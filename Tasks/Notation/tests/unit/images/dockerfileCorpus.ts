import type { Sample } from './reading';

/** Dockerfiles. */
export const dockerfileCorpus: readonly Sample[] = [
  [
    'several stages',
    `# syntax=docker/dockerfile:1.7
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish -o /app

FROM build as test
FROM mcr.microsoft.com/dotnet/aspnet:8.0
COPY --from=build /app /app
COPY --from=0 /x /x
COPY --chown=app --from=ghcr.io/acme/certs:1 /certs /certs
ENTRYPOINT ["dotnet", "app.dll"]
`,
    [
      ...['docker/dockerfile:1.7 1', 'mcr.microsoft.com/dotnet/sdk:8.0 2'],
      ...['mcr.microsoft.com/dotnet/aspnet:8.0 8', 'ghcr.io/acme/certs:1 11'],
    ],
  ],
  [
    'arguments with defaults',
    `ARG REGISTRY=mcr.microsoft.com
ARG VERSION="8.0" FLAVOR=-alpine
ARG BASE=\${REGISTRY}/dotnet/sdk:\${VERSION}\${FLAVOR}
FROM $BASE AS base
ARG VERSION=9
FROM \${REGISTRY}/dotnet/aspnet:\${VERSION}
FROM \${MISSING:-scratch}
FROM \${STAGE:-base}
`,
    ['mcr.microsoft.com/dotnet/sdk:8.0-alpine 4', 'mcr.microsoft.com/dotnet/aspnet:8.0 6'],
  ],
  [
    'arguments that the step gives',
    'ARG TAG=1\nARG NONE\nFROM a:${TAG}\nFROM b:${NONE}\nFROM c:${UNDECLARED:-3}\nFROM d:${TARGETARCH}\n',
    ['a:2 3', 'b:9 4', 'c:3 5', 'd:arm64 6'],
    { buildArguments: { TAG: '2', NONE: '9', UNDECLARED: '7', TARGETARCH: 'arm64' } },
  ],
  [
    'continued lines, with comments and empty lines between',
    'from a:1 \\\n  # FROM no:1\n\n  as \\\n  x\nRUN apk add \\  \n# FROM no:2\n  curl && \\\n  true\nCOPY \\\n  --from=b:1 \\\n  /a /b\n',
    ['a:1 1', 'b:1 11'],
  ],
  [
    'a doubled backslash continues nothing',
    'FROM a:1\nRUN echo \\\\\nFROM b:1\nRUN echo \\\\\\\nFROM c:1\n',
    ['a:1 1', 'b:1 3', 'c:1 5'],
  ],
  [
    'heredocs',
    `FROM a:1
RUN <<EOF
FROM no:1
EOF
RUN cat <<-'E O' > /x && cat <<"B"
FROM no:2
	E O
FROM no:3
B
COPY <<one <<two /dir/
FROM no:4
one
FROM no:5
two
ONBUILD RUN <<EOF
FROM no:6
EOF
RUN echo "<<EOF" $((1<<2)) 'x <<EOF' <<<word
FROM b:1
RUN ["sh", "-c", "cat <<EOF"]
FROM c:1
`,
    ['a:1 1', 'b:1 19', 'c:1 21'],
  ],
  [
    'a quotation without an end hides no FROM',
    "FROM a:1\nRUN echo it's <<EOF\nRUN cat <<EOF it's\nFROM b:1\nENV EOF=1\n",
    ['a:1 1', 'b:1 4'],
  ],
  [
    'the escape directive',
    '# escape=`\n# syntax=docker/dockerfile:1\nFROM a:1\nRUN dir c:\\\nFROM b:1\nRUN dir `\n FROM-no\nCOPY --from=c:1 `\n a b\n',
    ['docker/dockerfile:1 2', 'a:1 3', 'b:1 5', 'c:1 8'],
  ],
  [
    'no escape directive behind a #! line, but a frontend',
    '#!/usr/bin/env docker\n# syntax = acme/frontend:2 --opt\n# escape=`\nFROM a:1\nRUN x `\nFROM b:1\n',
    ['acme/frontend:2 2', 'a:1 4', 'b:1 6'],
  ],
  [
    'directives end with the first other line',
    '# a comment\n# syntax=no/frontend:1\n# escape=`\nFROM a:1\nRUN x `\nFROM b:1\n',
    ['a:1 4', 'b:1 6'],
  ],
  ['the directive in the form of C', '//syntax=acme/c:1\nFROM a:1\n', ['acme/c:1 1', 'a:1 2']],
  ['the directive in the form of JSON', '{"syntax": "acme/json:1", "x": 1}', ['acme/json:1 1']],
  [
    'mounts',
    `FROM a:1 AS base
FROM b:1
RUN --mount=type=cache,target=/root/.cache --mount=type=bind,from=base,target=/x --mount=from=c:1,target=/y \\
    --mount=type=bind,FROM=d:1,source=/,target=/z --network=none make
RUN --mount="type=bind,from=e:1" --mount=type=bind,\\
from=f:1 make --mount=from=no:1
RUN --mount=from=scratch,target=/s "--mount=from=no:2" x
`,
    ['a:1 1', 'b:1 2', 'c:1 3', 'd:1 4', 'e:1 5', 'f:1 6'],
  ],
  [
    'ONBUILD',
    'FROM a:1\nONBUILD COPY --from=b:1 /x /x\nonbuild run --mount=from=c:1,target=/c ls\nONBUILD ADD . /\nONBUILD COPY --from=0 /y /y\n',
    ['a:1 1', 'b:1 2', 'c:1 3'],
  ],
  [
    'names of stages in other letters, and a base that only looks like one',
    'FROM a:1 AS Build\nFROM scratch\nCOPY --from=BUILD /a /a\nFROM builder\n',
    ['a:1 1', 'builder 4'],
  ],
  ['a base is no later stage', 'FROM later\nFROM a:1 AS later\n', ['later 1', 'a:1 2']],
  [
    'Windows line ends, tabs and a byte order mark',
    '\ufeff# syntax=docker/dockerfile:1\r\nFROM\ta:1\tAS\tx\r\nCOPY --from=b:1 \\\r\n a b\r\nRUN <<EOF\r\nFROM no:1\r\nEOF\r\nFROM "c:1"\r\n',
    ['docker/dockerfile:1 1', 'a:1 2', 'b:1 3', 'c:1 8'],
  ],
  ['a name over two lines', 'FROM ng\\\ninx:1\n', ['nginx:1 1']],
];
