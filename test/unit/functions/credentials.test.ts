import { expect, it, vi } from 'vitest';
import { defaultProvider, MissingCredentialsError } from '../../../functions/credentials.ts';

it('credentials are those that Lambda puts into the environment', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    sessionToken: 'session',
  });
  vi.stubEnv('AWS_SESSION_TOKEN', '');
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
});

it('without them the error says what to set', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  await expect(defaultProvider()()).rejects.toThrow(MissingCredentialsError);
  await expect(defaultProvider()()).rejects.toThrow('set them to run a bundle elsewhere');
});
