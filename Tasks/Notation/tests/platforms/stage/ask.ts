import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Question, Questions } from '../world/protocol';

/** Asks the world something. @throws Error when it cannot answer */
export async function ask<Name extends Question>(
  url: string,
  name: Name,
  given: Questions[Name]['given'],
): Promise<Questions[Name]['answer']> {
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(`${url}/${name}`, { method: 'POST' }, (response) => {
      text(response).then((read) => {
        if (response.statusCode === 200) resolve(read);
        else reject(new Error(`${name}: ${read}`));
      }, reject);
    });
    call.on('error', reject);
    call.end(JSON.stringify(given));
  });
  return JSON.parse(body) as Questions[Name]['answer'];
}
