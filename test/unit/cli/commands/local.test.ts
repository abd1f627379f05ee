import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryOf } from '../../../../cli/commands/push.ts';
import { CHECKOUT } from '../answers.ts';
import { answer, towpath } from '../harness.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const PUSH = {
  'GET /api/pipelines/checkout': CHECKOUT,
  'POST /local/images': answer(201, { repository: 'shop/checkout', tag: '1.4.3', digest: DIGEST }),
};

describe('towpath push', () => {
  it("pushes to the repository of the pipeline's first artifact", async () => {
    const { code, stdout, requests } = await towpath(['push', 'checkout', '1.4.3'], PUSH);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `Pushed shop/checkout:1.4.3  ${DIGEST}\nFollow it with: towpath watch checkout\nA release comes of tags that the pipeline takes: ${CHECKOUT.artifacts[0]?.rule}\n`,
    );
    expect(requests.at(-1)).toMatchObject({
      headers: { authorization: 'Bearer secret' },
      body: { repository: 'shop/checkout', tag: '1.4.3' },
    });
  });

  it('takes a digest, and with --json prints the answer alone', async () => {
    const argv = ['push', 'checkout', '1.4.3', '--digest', DIGEST, '--json'];
    const { stdout, requests } = await towpath(argv, PUSH);
    expect(JSON.parse(stdout)).toEqual({ repository: 'shop/checkout', tag: '1.4.3', digest: DIGEST });
    expect(requests.at(-1)?.body).toEqual({ repository: 'shop/checkout', tag: '1.4.3', digest: DIGEST });
  });

  it('pushes another artifact by its name, and knows them', async () => {
    const second = { name: 'web', image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web', rule: '' };
    const answers = {
      ...PUSH,
      'GET /api/pipelines/checkout': { ...CHECKOUT, artifacts: [...CHECKOUT.artifacts, second] },
    };
    const { requests } = await towpath(['push', 'checkout', '1.4.3', '--artifact', 'web'], answers);
    expect(requests.at(-1)?.body).toEqual({ repository: 'shop/web', tag: '1.4.3' });
    const { code, stderr } = await towpath(['push', 'checkout', '1.4.3', '--artifact', 'wep'], answers);
    expect(code).toBe(3);
    expect(stderr).toContain('checkout has no artifact wep, so nothing can be pushed. Known: ');
  });

  it('pushes a chart as one, with its source revision, and a git tag to its repository', async () => {
    const tags = { repository: 'config', tag: 'v1.0.0', digest: 'c'.repeat(40) };
    const chart = { name: 'chart', image: 'ecr.example/charts/shop', kind: 'chart' as const, rule: '' };
    const config = { name: 'config', image: 'arn:aws:codecommit:r:1:config', kind: 'git' as const, rule: '' };
    const answers = {
      ...PUSH,
      'POST /local/tags': answer(201, tags),
      'GET /api/pipelines/checkout': { ...CHECKOUT, artifacts: [chart, config] },
    };
    const revised = await towpath(['push', 'checkout', '1.0.0', '--revision', 'abc'], answers);
    expect(revised.requests.at(-1)?.body).toEqual({
      ...{ repository: 'charts/shop', tag: '1.0.0', revision: 'abc', chart: true },
    });
    const argv = ['push', 'checkout', 'v1.0.0', '--artifact', 'config'];
    const tagged = await towpath(argv, answers);
    expect(tagged.requests.at(-1)?.body).toEqual({ repository: 'config', tag: 'v1.0.0' });
    expect(tagged.stdout).toContain(`Pushed config:v1.0.0  ${'c'.repeat(40)}`);
    const { code, stderr } = await towpath([...argv, '--revision', 'abc'], answers);
    expect([code, stderr]).toEqual([
      2,
      'towpath: config of checkout is a git tag: its commit is made now, so leave out --digest and --revision.\n',
    ]);
  });

  it.each(['bad tag', '-1', 'v1/2', 'a'.repeat(129)])('asks no registry for the tag "%s"', async (tag) => {
    const { code, stderr, requests } = await towpath(['push', 'checkout', '--', tag], PUSH);
    expect(code).toBe(2);
    expect(stderr).toContain(`towpath: "${tag}" is no tag of an image: write letters, digits,`);
    expect(requests.map(({ method }) => method)).not.toContain('POST');
  });

  it('does not take any text for a digest', async () => {
    const { code, stderr } = await towpath(['push', 'checkout', '1.4.3', '--digest', 'latest'], PUSH);
    expect(code).toBe(2);
    expect(stderr).toContain('Write sha256: and 64 hexadecimal digits, or leave it out.');
  });

  it('ends with 3 for a pipeline that does not exist, in the words of the API', async () => {
    const answers = {
      'GET /api/pipelines/chekout': answer(404, { message: 'There is no pipeline chekout.' }),
    };
    const { code, stderr } = await towpath(['push', 'chekout', '1.4.3'], answers);
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'towpath: There is no pipeline chekout.\n' });
  });

  it('says so when it does not speak to a local installation', async () => {
    const answers = { 'GET /api/pipelines/checkout': CHECKOUT };
    const { code, stderr } = await towpath(['push', 'checkout', '1.4.3'], answers);
    expect(code).toBe(3);
    expect(stderr).toBe(
      'towpath: http://towpath.test is not a local installation, and only one of npm start takes this command. See --url and TOWPATH_URL.\n',
    );
  });

  it.each([
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/checkout', 'shop/checkout'],
    ['localhost/checkout', 'checkout'],
    ['registry:5000/checkout', 'checkout'],
    ['shop/checkout', 'shop/checkout'],
    ['checkout', 'checkout'],
  ])('takes of the image %s the repository %s', (image, repository) => {
    expect(repositoryOf(image)).toBe(repository);
  });
});

describe('towpath event', () => {
  const EVENT = { source: 'aws.ecr', 'detail-type': 'ECR Image Action', detail: {}, id: 'e-1' };
  const ACCEPTS = { 'POST /local/events': answer(202, { id: 'e-1' }) };
  let cwd: string;
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'towpath-event-'));
    writeFileSync(join(cwd, 'push.json'), JSON.stringify(EVENT));
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  async function* stdin(text: string) {
    yield text.slice(0, 3);
    yield Buffer.from(text.slice(3));
  }

  it('puts the event on the bus as it stands', async () => {
    const { stdout, requests } = await towpath(['event', 'push.json'], ACCEPTS, { cwd });
    expect(stdout).toBe('Accepted as event e-1\n');
    expect(requests).toMatchObject([{ method: 'POST', body: EVENT }]);
  });

  it('reads stdin for -', async () => {
    const io = { stdin: stdin(JSON.stringify(EVENT)) };
    const { code, requests } = await towpath(['event', '-'], ACCEPTS, io);
    expect(code).toBe(0);
    expect(requests).toMatchObject([{ body: EVENT }]);
  });

  it.each([
    ['nonsense', /^towpath: - is not JSON: /],
    ['[]', /^towpath: - is not one event: write a JSON object with source, detail-type, detail\.\n$/],
    ['{"source":"a"}', /^towpath: - is not an EventBridge event: it has no detail-type, no detail\.\n$/],
  ])('does not send %s', async (text, complaint) => {
    const { code, stderr, requests } = await towpath(['event', '-'], ACCEPTS, { stdin: stdin(text) });
    expect(code).toBe(2);
    expect(stderr).toMatch(complaint);
    expect(requests).toEqual([]);
  });
});

describe('towpath agent', () => {
  const agent = (cluster: string, behaviour: object, applied?: string) => ({
    cluster,
    object: { namespace: 'flux-system', name: 'checkout' },
    behaviour,
    applied,
  });
  const AGENTS = {
    'GET /local/agents': {
      agents: [
        agent('dev-eu-1', { mode: 'healthy' }, 'c0ffee0123456789'),
        agent('prod-eu-1', { mode: 'lagging', delayMs: 90_000 }),
      ],
    },
    'POST /local/agents/prod-eu-1': answer(204),
  };

  it('lists the agents', async () => {
    const { stdout } = await towpath(['agent'], AGENTS);
    expect(stdout).toBe(`\
CLUSTER    AGENT                 BEHAVIOUR    APPLIED
dev-eu-1   flux-system/checkout  healthy      c0ffee0
prod-eu-1  flux-system/checkout  lagging 90s  -
`);
  });

  it('lists those of one cluster', async () => {
    const { stdout } = await towpath(['agent', 'dev-eu-1'], AGENTS);
    expect(stdout).toContain('dev-eu-1');
    expect(stdout).not.toContain('prod-eu-1');
  });

  it.each([
    [['--fail'], { mode: 'failing' }],
    [['--silent'], { mode: 'silent' }],
    [['--flap'], { mode: 'flapping' }],
    [['--lag', '1m30s'], { mode: 'lagging', delayMs: 90_000 }],
    [['--heal'], { mode: 'healthy' }],
  ])('switches with %s', async (argv, behaviour) => {
    const { code, requests } = await towpath(['agent', 'prod-eu-1', ...argv], AGENTS);
    expect(code).toBe(0);
    expect(requests.at(-1)).toMatchObject({ method: 'POST', body: behaviour });
  });

  it('says how to heal what was made to fail', async () => {
    const { stdout } = await towpath(['agent', 'prod-eu-1', '--fail'], AGENTS);
    expect(stdout).toBe('prod-eu-1 is failing from now on. Heal it with: towpath agent prod-eu-1 --heal\n');
  });

  it('ends with 3 for a cluster that does not exist, and names those that do', async () => {
    const { code, stderr } = await towpath(['agent', 'mars-1', '--fail'], AGENTS);
    expect(code).toBe(3);
    expect(stderr).toBe('towpath: There is no cluster mars-1. There are: dev-eu-1, prod-eu-1.\n');
  });

  it.each([
    [['--fail'], 'Name the cluster.'],
    [['prod-eu-1', '--fail', '--heal'], "'--fail' cannot be used with option '--heal'"],
    [['prod-eu-1', '--lag', 'long'], 'Write a duration such as 30s, 1m30s or 500ms.'],
  ])('ends with 2 for %s', async (argv, complaint) => {
    const { code, stderr } = await towpath(['agent', ...argv], AGENTS);
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
  });
});
