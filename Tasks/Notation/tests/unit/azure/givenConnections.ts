import { library } from '../agentLibrary';
import sinon from 'sinon';

interface GivenConnection {
  readonly scheme?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Has the agent library know these service connections, by id, until `sinon.restore()`. */
export function givenConnections(connections: Readonly<Record<string, GivenConnection>>): void {
  sinon.restore();
  sinon.stub(library, 'getEndpointAuthorizationScheme').callsFake((id) => connections[id]?.scheme);
  sinon.stub(library, 'getEndpointAuthorizationParameter').callsFake((id, name) => {
    const value = connections[id]?.parameters[name];
    library.debug(`${name}=${value ?? ''}`); // as the library itself does
    return value;
  });
}
