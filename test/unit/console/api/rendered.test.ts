import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../../console/api/client.ts';
import { identifyByToken } from '../../../../console/api/identity.ts';
import { createRendering } from '../../../../console/api/rendered.ts';
import { active, aFleet, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';

const TOKEN = 'a-token-of-this-installation';
let fleet: Fakes;
let app: ReturnType<typeof createRendering>;

beforeEach(async () => {
  fleet = await aFleet();
  await push(fleet, '1.0.0', 'a');
  app = createRendering({ ports: fleet.ports, identify: identifyByToken(TOKEN, fleet.ports.configuration) });
});

const client = (token: string) =>
  createClient({
    url: 'http://towpath',
    token,
    fetch: async (input, init) => app.request(String(input), init),
  });

describe('the API that renders', () => {
  it('answers whoever may look', async () => {
    const { id } = active(fleet, 'dev');
    expect(await client(TOKEN).rendered(id)).toMatchObject({ promotion: id, renderer: 'kustomize v5.5.0' });
  });

  it('answers nobody else', async () => {
    await expect(client('guess').rendered('p')).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Unauthenticated.'),
    });
    expect(fleet.renderer.rendered).toEqual([]);
  });

  it('knows no other promotion, and nothing else of the API', async () => {
    await expect(client(TOKEN).rendered('checkout_dev_0_1')).rejects.toMatchObject({ status: 404 });
    await expect(client(TOKEN).fleet()).rejects.toMatchObject({ status: 404 });
  });

  it('says nothing of the inside when it fails', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    fleet.repository.tip = () => Promise.reject(new Error('socket of 10.0.0.7 hung up'));
    const failure = client(TOKEN).rendered(active(fleet, 'dev').id);
    await expect(failure).rejects.toMatchObject({
      status: 500,
      message: expect.not.stringContaining('10.0.0.7'),
    });
  });
});
