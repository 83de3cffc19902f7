import assert from 'node:assert/strict';
import { isOfPublisher } from '../../../src/trust/publisherScopes';

describe('isOfPublisher', () => {
  const registries = new Set(['mcr.microsoft.com']);

  for (const name of ['mcr.microsoft.com', 'MCR.microsoft.com', 'mcr.microsoft.com:443']) {
    it(`D7 recognizes the registry as ${name}`, () => {
      assert(isOfPublisher(registries, `${name}/dotnet/sdk`));
    });
  }

  for (const name of ['mcr.microsoft.com:5000', 'x.mcr.microsoft.com', 'mcr.microsoft.comx', '*']) {
    it(`D7 does not take ${name} for it`, () => {
      assert(!isOfPublisher(registries, `${name}/dotnet/sdk`));
    });
  }
});
