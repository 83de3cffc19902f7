/** Rooms whose tests are about this repository, and not about the task: they run on one platform alone. */
export const otherRooms = ['docs', 'doubles', 'emulator', 'fixtures', 'scripts', 'setup'];

const NEEDS_OPENSSL = 'makes its certificates with the program openssl, which is not there';
const NEEDS_LINUX_PROGRAMS = 'starts registries that were built for this machine';
const TURNS_PLATFORM =
  'takes this process for one on another platform, whose PATH is written otherwise';

/**
 * Files of unit tests that do not run in Wine, each with the reason. Single tests skip themselves: those that plant
 * symbolic links, which Wine does not make, and those whose stand-in is a script of the shell.
 */
export const leftOut: Readonly<Record<string, string>> = {
  'network/roots.test.ts': NEEDS_OPENSSL,
  'network/tlsProxy.test.ts': NEEDS_OPENSSL,
  'network/tunnel.test.ts': NEEDS_OPENSSL,
  'notation/envelope/cose.test.ts': NEEDS_OPENSSL,
  'notation/envelope/envelope.test.ts': NEEDS_OPENSSL,
  'notation/envelope/jws.test.ts': NEEDS_OPENSSL,
  'notation/envelope/kept.test.ts': NEEDS_OPENSSL,
  'registry/hostileServices.test.ts': NEEDS_OPENSSL,
  'registry/realRegistries.test.ts': NEEDS_LINUX_PROGRAMS,
  'releases/otherPlatforms.test.ts': TURNS_PLATFORM,
  'trust/certificates.test.ts': NEEDS_OPENSSL,
  'trust/certificateShapes.test.ts': NEEDS_OPENSSL,
  'trust/check.test.ts': NEEDS_OPENSSL,
  'trust/generate.test.ts': NEEDS_OPENSSL,
  'trust/publisherTrust.test.ts': NEEDS_OPENSSL,
  'trust/store.test.ts': NEEDS_OPENSSL,
};
