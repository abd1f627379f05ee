import { join } from 'node:path';
import { createClient } from '../../console/api/client.ts';
import { boot } from '../../scripts/boot.ts';
import type { Installation } from './installation.ts';

/** The same installation on the local cloud: what MiniStack's outcomes are compared with. */
export async function onLocalCloud(options: { folder: string; seed: string }): Promise<Installation> {
  const { url, token, cloud, agents, close } = await boot({
    directory: join(options.folder, 'local'),
    port: 0,
    fresh: true,
    seed: options.seed,
    log: (line) => console.error(`local cloud: ${line}`),
  });
  const { deliver } = cloud.events;
  return {
    name: 'local cloud',
    agents,
    slack: cloud.slack,
    as: (person) => createClient({ url, token, as: person }),
    async push(image) {
      await cloud.ecr.putImage(image);
    },
    async pushUnheard(image) {
      const unheard = (event: Parameters<typeof deliver>[0]) =>
        event.source === 'aws.ecr' ? { ...event, id: 'lost' } : deliver(event);
      Object.assign(cloud.events, { deliver: unheard });
      try {
        await cloud.ecr.putImage(image);
      } finally {
        Object.assign(cloud.events, { deliver });
      }
    },
    async sweep() {
      await cloud.lambda.invoke('sweep', {});
    },
    async update() {},
    close,
  };
}
