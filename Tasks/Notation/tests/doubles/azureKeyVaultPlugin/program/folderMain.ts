import { answer } from './answer';
import { run } from './commands';
import { credentialOf } from './credential';
import { FolderVault } from './folderVault';

void answer((command, request) =>
  run(command, request, (credentialType) => {
    const credential = credentialOf(credentialType);
    return (id) => new FolderVault(id, credential);
  }),
);
