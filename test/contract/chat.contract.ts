import { describe, expect, it } from 'vitest';
import type { ChatMemory } from '../../src/ports/chat.ts';

const POSTED = { place: { channel: 'C1', id: '1.000001' }, digest: 'd' };
const MINUTE = 60_000;

/** What the port promises (src/ports/chat.ts). */
export function describeChatMemory(name: string, create: () => Promise<ChatMemory>): void {
  describe(`the memory of chat on ${name}`, () => {
    it('knows what was posted, the last thing', async () => {
      const memory = await create();
      expect(await memory.posted('p')).toBeUndefined();
      await memory.put('p', { ...POSTED, digest: 'older' });
      await memory.put('p', POSTED);
      expect(await memory.posted('p')).toEqual(POSTED);
      expect(await memory.posted('q')).toBeUndefined();
      await memory.forget('p');
      await memory.forget('p');
      expect(await memory.posted('p')).toBeUndefined();
    });

    it('lets one claim a message, until the claim runs out', async () => {
      const memory = await create();
      const claims = await Promise.all([1, 2, 3].map(() => memory.claim('p', MINUTE, MINUTE)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await memory.posted('p')).toBeUndefined();
      expect(await memory.claim('p', 2 * MINUTE - 1, MINUTE)).toBe(false);
      expect(await memory.claim('p', 2 * MINUTE, MINUTE)).toBe(true);
      expect(await memory.claim('q', MINUTE, MINUTE)).toBe(true);
    });

    it('lets nobody claim what was posted, until it is forgotten', async () => {
      const memory = await create();
      await memory.claim('p', 0, MINUTE);
      await memory.put('p', POSTED);
      expect(await memory.claim('p', 9 * MINUTE, MINUTE)).toBe(false);
      await memory.forget('p');
      expect(await memory.claim('p', 9 * MINUTE, MINUTE)).toBe(true);
    });

    it('knows a request the second time', async () => {
      const memory = await create();
      const first = await Promise.all(['v0=a', 'v0=a', 'v0=b'].map((request) => memory.isFirst(request)));
      expect(first.filter(Boolean)).toHaveLength(2);
      expect(await memory.isFirst('v0=b')).toBe(false);
    });
  });
}
