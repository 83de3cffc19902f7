import type { Socket } from 'node:net';
import type { NetworkErrorKind } from '../../../src/network/networkError';
import { drip, writeForever } from './rawServer';

/** What the calls of these tests allow. */
export const MAX_BYTES = 64 * 1024;

/** Something that a server may do instead of answering. */
export interface HostileAnswer {
  readonly name: string;
  readonly answer: (socket: Socket) => void;
  readonly kind: NetworkErrorKind;
  /** Whether it must fail well before the call's time is over. */
  readonly isAtOnce: boolean;
}

export const ok = 'HTTP/1.1 200 OK\r\n';
export const hostileAnswers: readonly HostileAnswer[] = [
  {
    name: '101 Switching Protocols',
    answer: (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    kind: 'protocol',
    isAtOnce: true,
  },
  {
    name: '101 without a header',
    answer: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    kind: 'protocol',
    isAtOnce: true,
  },
  {
    name: '101 and the end',
    answer: (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    kind: 'protocol',
    isAtOnce: true,
  },
  {
    name: '100 alone',
    answer: (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
    kind: 'timeout',
    isAtOnce: false,
  },
  {
    name: '103 and the end',
    answer: (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'),
    kind: 'reset',
    isAtOnce: true,
  },
  {
    name: 'endless 103',
    answer: (socket) => writeForever(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    kind: 'protocol',
    isAtOnce: true,
  },
  {
    name: '204 with a body',
    answer: (socket) => socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody'),
    kind: 'protocol',
    isAtOnce: true,
  },
  {
    name: 'no HTTP at all',
    answer: (socket) => socket.write('220 mail.example ESMTP\r\n'),
    kind: 'protocol',
    isAtOnce: true,
  },
  { name: 'an empty answer', answer: (socket) => socket.end(), kind: 'reset', isAtOnce: true },
  {
    name: 'a reset',
    answer: (socket) => socket.resetAndDestroy(),
    kind: 'reset',
    isAtOnce: true,
  },
  {
    name: 'half a head',
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
    kind: 'reset',
    isAtOnce: true,
  },
  {
    name: 'half an answer',
    answer: (socket) => socket.end(`${ok}Content-Length: 100\r\n\r\nhalf`),
    kind: 'reset',
    isAtOnce: true,
  },
  {
    name: 'half a chunk',
    answer: (socket) => socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\n8\r\nhalf`),
    kind: 'reset',
    isAtOnce: true,
  },
  { name: 'silence', answer: () => undefined, kind: 'timeout', isAtOnce: false },
  {
    name: 'silence after the head',
    answer: (socket) => socket.write(`${ok}Content-Length: 100\r\n\r\n`),
    kind: 'timeout',
    isAtOnce: false,
  },
  {
    name: 'an answer without end',
    answer: (socket) => {
      socket.write(`${ok}\r\n`);
      writeForever(socket, 'x');
    },
    kind: 'tooLarge',
    isAtOnce: true,
  },
  {
    name: 'chunks without end',
    answer: (socket) => {
      socket.write(`${ok}Transfer-Encoding: chunked\r\n\r\n`);
      writeForever(socket, '1\r\nx\r\n');
    },
    kind: 'tooLarge',
    isAtOnce: true,
  },
  {
    name: 'a length that is too large',
    answer: (socket) => socket.write(`${ok}Content-Length: ${MAX_BYTES + 1}\r\n\r\n`),
    kind: 'tooLarge',
    isAtOnce: true,
  },
  {
    name: 'an answer that drips',
    answer: (socket) => {
      socket.write(`${ok}\r\n`);
      drip(socket, 'x');
    },
    kind: 'timeout',
    isAtOnce: false,
  },
  {
    name: 'a head that drips',
    answer: (socket) => {
      socket.write(`${ok}X: `);
      drip(socket, 'x');
    },
    kind: 'timeout',
    isAtOnce: false,
  },
  {
    name: 'headers without end',
    answer: (socket) => {
      socket.write(ok);
      writeForever(socket, 'X-Header: value\r\n');
    },
    kind: 'tooLarge',
    isAtOnce: true,
  },
  {
    name: 'one header without end',
    answer: (socket) => {
      socket.write(`${ok}X-Header: `);
      writeForever(socket, 'x');
    },
    kind: 'tooLarge',
    isAtOnce: true,
  },
  {
    name: 'a content encoding',
    answer: (socket) => socket.write(`${ok}Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx`),
    kind: 'protocol',
    isAtOnce: true,
  },
  {
    name: 'two lengths',
    answer: (socket) => socket.write(`${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`),
    kind: 'protocol',
    isAtOnce: true,
  },
];
