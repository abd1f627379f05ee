import { describe, expect, it } from 'vitest';
import { onlyChanges } from '../../../../../console/ui/state/unchanged.ts';

/** An API that says its next answer, tagged, or 304 to whoever has it. */
function anApi() {
  const asked: (string | undefined)[] = [];
  const api = { body: 'one', tag: '"1"' as string | undefined, status: 200 };
  const fetch = onlyChanges(async (_, { headers } = {}) => {
    const tag = new Headers(headers).get('if-none-match') ?? undefined;
    asked.push(tag);
    if (api.tag !== undefined && tag === api.tag) return new Response(null, { status: 304 });
    return new Response(api.body, { status: api.status, headers: api.tag ? { etag: api.tag } : {} });
  });
  const get = async (path: string) => (await fetch(path, { headers: { accept: 'json' } })).text();
  return { api, asked, fetch, get };
}

describe('what is asked for again', () => {
  it('is what is kept, as long as the API says so', async () => {
    const { api, asked, get } = anApi();
    expect([await get('/fleet'), await get('/fleet')]).toEqual(['one', 'one']);
    Object.assign(api, { body: 'two', tag: '"2"' });
    expect([await get('/fleet'), await get('/fleet')]).toEqual(['two', 'two']);
    expect(asked).toEqual([undefined, '"1"', '"1"', '"2"']);
  });

  it('is asked for anew elsewhere, without a tag, and after an error', async () => {
    const { api, asked, get } = anApi();
    await get('/fleet');
    await get('/ledger');
    Object.assign(api, { tag: undefined, status: 500, body: 'broken' });
    expect(await get('/fleet')).toBe('broken');
    expect(asked).toEqual([undefined, undefined, '"1"']);
  });

  it('is never kept of an act', async () => {
    const { asked, fetch } = anApi();
    const act = () => fetch('/stops', { method: 'POST', headers: {} });
    await act();
    expect(await (await act()).text()).toBe('one');
    expect(asked).toEqual([undefined, undefined]);
  });
});
