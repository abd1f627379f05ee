import { describe, expect, it } from 'vitest';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkHealth } from '../../../src/app/check-health.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { byFile, editFile, readForEdit } from '../../../src/app/edit-files.ts';
import { editedKey, readReported } from '../../../src/app/edited-file.ts';
import { viewDiff } from '../../../src/app/queries/diff.ts';
import { readConfiguration } from '../../../src/app/read-configuration.ts';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import type { Update } from '../../../src/domain/updaters/address.ts';
import { editsOf } from '../../../src/domain/updaters/edits.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget, IMAGE } from '../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { NO_TEXT } from '../../fakes/repository.ts';
import { checkout, SETTINGS } from './files.ts';
import { ask, commit, of } from './steps.ts';

const FILE = 'apps/checkout/values.yaml';
const MANIFEST = 'apps/checkout/job.yaml';
const values = (tag: string) => `# ours\nimage:\n  tag: ${tag} # moved\n`;
const manifest = (image: string) => `kind: Pod\nspec: { containers: [{ name: job, image: "${image}" }] }\n`;
const REFERENCE = `${IMAGE}:1.0.0@${aDigest('a')}`;

const UPDATES: Update[] = [
  { artifact: 'checkout', file: FILE, address: { kind: 'values', at: { tag: 'image.tag' } } },
  { artifact: 'checkout', file: MANIFEST, address: { kind: 'container', container: 'job' } },
];

/** A target that is written in two files, beside one that is an overlay as ever. */
async function aFleetOfFiles(files: Readonly<Record<string, string>> = {}): Promise<Fakes> {
  const wave = [{ ...aTarget('dev-eu-1'), updates: UPDATES }, aTarget('dev-us-1')];
  const fleet = await aFleet(aPipeline({ stages: [aStage('dev', { waves: [wave] })] }));
  fleet.repository.pushByHand({ [FILE]: values('0.9.0'), [MANIFEST]: manifest('job:1'), ...files });
  await push(fleet, '1.0.0', 'a');
  return fleet;
}

describe('a target with files of its own', () => {
  it('is written there and nowhere else, in one commit', async () => {
    const fleet = await aFleetOfFiles();
    await commit(fleet, 'dev');
    const files = fleet.repository.files();
    expect(files[FILE]).toBe(values('1.0.0'));
    expect(files[MANIFEST]).toBe(manifest(REFERENCE));
    expect(files[overlayPath('dev-eu-1')]).toBe(anOverlay());
    expect(files[overlayPath('dev-us-1')]).toBe(anOverlay('1.0.0', aDigest('a')));
    const { commits } = active(fleet, 'dev');
    expect(commits[0]?.files).toEqual([FILE, MANIFEST, overlayPath('dev-us-1')]);
    expect(fleet.repository.log()[0]?.message).toContain(
      'Promote checkout 1.0.0 to apps/checkout/overlays/dev-eu-1, apps/checkout/overlays/dev-us-1\n',
    );
  });

  it('is healthy at a revision whose files carry the release, all of them', async () => {
    const fleet = await aFleetOfFiles();
    await commit(fleet, 'dev');
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    fleet.repository.pushByHand({ [MANIFEST]: manifest('job:1') });
    await report(fleet, 'dev-eu-1');
    await report(fleet, 'dev-us-1');
    expect(await checkHealth(fleet.ports, of(fleet, 'dev'))).toMatchObject({ verdict: 'waiting' });
    fleet.repository.pushByHand({ [MANIFEST]: manifest(REFERENCE), 'README.md': 'more' });
    fleet.clock.advance(1000);
    await report(fleet, 'dev-eu-1');
    await report(fleet, 'dev-us-1');
    expect(await checkHealth(fleet.ports, of(fleet, 'dev'))).toMatchObject({ verdict: 'ended' });
  });

  it.each([
    ['is gone', undefined, `There is no file ${MANIFEST}. Add it, or correct the target's "update".`],
    ['is no text', NO_TEXT, `${MANIFEST} at `],
    ['has no such container', 'kind: Pod\n', 'there is no "image" of a container "job"'],
  ])('is refused as a whole when one of them %s', async (_, text, message) => {
    const fleet = await aFleetOfFiles({ [MANIFEST]: text as string });
    await ask(fleet, 'dev');
    await commitChanges(fleet.ports);
    expect(fleet.workflow.failed[0]).toMatchObject({ cause: expect.stringContaining(message) });
    expect(fleet.repository.files()[FILE]).toBe(values('0.9.0'));
  });

  it('reads again what another commit has touched, and only that', async () => {
    const fleet = await aFleetOfFiles();
    await ask(fleet, 'dev');
    const before = fleet.repository.commit.bind(fleet.repository);
    let isFirst = true;
    fleet.repository.commit = async (request) => {
      if (isFirst) fleet.repository.pushByHand({ [FILE]: `${values('0.9.0')}more: 1\n` });
      isFirst = false;
      return before(request);
    };
    await commitChanges(fleet.ports);
    expect(fleet.repository.files()[FILE]).toBe(`${values('1.0.0')}more: 1\n`);
    expect(fleet.repository.files()[MANIFEST]).toBe(manifest(REFERENCE));
  });
});

describe('the diff of such a target', () => {
  const fleetWithApproval = async () => {
    const wave = [{ ...aTarget('dev-eu-1'), updates: UPDATES }];
    const gates = [anApproval({ quorum: 1 })];
    const fleet = await aFleet(aPipeline({ stages: [aStage('dev', { waves: [wave], gates })] }));
    fleet.repository.pushByHand({ [FILE]: values('0.9.0'), [MANIFEST]: manifest('job:1') });
    await fleet.configuration.putReport({ commit: await fleet.repository.tip(), at: '', problems: [] });
    await push(fleet, '1.0.0', 'a');
    return fleet;
  };
  const approve = (fleet: Fakes, diff?: string, commit?: string) =>
    castVote(fleet.ports, {
      pipeline: 'checkout',
      stage: 'dev',
      identity: { kind: 'local', person: 'alice' },
      verdict: 'approve',
      reason: '',
      via: 'cli',
      ...(diff !== undefined && { seen: { digest: diff, commit } }),
    });

  it('is of its files, and the committer writes what was approved', async () => {
    const fleet = await fleetWithApproval();
    const { files, digest } = await viewDiff(fleet.ports, active(fleet, 'dev').id);
    expect(files.map((file) => 'path' in file && file.path)).toEqual([FILE, MANIFEST]);
    await approve(fleet, digest);
    await commit(fleet, 'dev');
    expect(active(fleet, 'dev').commits[0]?.files).toEqual([FILE, MANIFEST]);
    expect(await viewDiff(fleet.ports, active(fleet, 'dev').id)).toMatchObject({ files: [], same: [] });
  });

  it('changes with them: approvals fall, and a vote on the former one is refused', async () => {
    const fleet = await fleetWithApproval();
    const before = await viewDiff(fleet.ports, active(fleet, 'dev').id);
    await approve(fleet);
    fleet.repository.pushByHand({ [FILE]: values('0.9.5') });
    await refreshConfiguration(fleet.ports);
    expect(active(fleet, 'dev').votes).toEqual([]);
    await expect(approve(fleet, before.digest, before.commit)).rejects.toThrow(`${FILE} changed meanwhile`);
  });

  it('shows a file once, whatever is written into it, and says what cannot be', async () => {
    const fleet = await aFleet();
    const path = overlayPath('dev-eu-1');
    const address = { kind: 'kustomize' as const, name: 'app' };
    const target = { ...aTarget('dev-eu-1'), updates: [{ artifact: 'cart', file: path, address }] };
    const cart = { name: 'cart', image: 'ecr.example/cart', tag: '1.0.0', digest: aDigest('b') };
    const checkoutToo = { name: 'checkout', image: IMAGE, tag: '1.0.0', digest: aDigest('a') };
    const edits = editsOf([target], [checkoutToo, cart]);
    const tip = await fleet.repository.tip();
    const read = await Promise.all(
      edits.map(async (edit) => [editedKey(edit), await readForEdit(fleet.repository, tip, edit)] as const),
    );
    const [group, ...others] = byFile(edits, new Map(read));
    if (group === undefined) throw new Error('No file.');
    expect(others).toEqual([]);
    expect(editFile(group).after).toBe(
      `${anOverlay('1.0.0', aDigest('a'))}  - name: app\n    newName: ecr.example/cart\n    newTag: 1.0.0\n    digest: ${aDigest('b')}\n`,
    );
    expect(byFile(edits, new Map()).map(({ edits: own }) => own.length)).toEqual([1, 1]);
  });

  it('passes on what a repository fails with', async () => {
    const fleet = await aFleet();
    const broken = { ...fleet.repository, readFile: () => Promise.reject(new Error('down')) };
    const repository = broken as unknown as typeof fleet.repository;
    const edit = { overlay: 'a', images: [] };
    await expect(readForEdit(repository, 'c', edit)).rejects.toThrow('down');
    await expect(readReported(repository, 'c', edit)).rejects.toThrow('down');
  });
});

describe('a change that was asked for before there were updaters', () => {
  it('is committed as it was meant', async () => {
    const fleet = await aFleetOfFiles();
    await ask(fleet, 'dev');
    const [waiting] = await fleet.changes.waiting('fleet#main');
    if (waiting === undefined) throw new Error('No change waits.');
    await fleet.changes.remove(waiting);
    const images = [{ name: 'checkout', image: IMAGE, tag: '1.0.0', digest: aDigest('a') }];
    await fleet.changes.request({
      ...waiting,
      edits: [{ overlay: 'apps/checkout/overlays/dev-us-1', images }],
    });
    await commitChanges(fleet.ports);
    expect(active(fleet, 'dev').commits[0]?.files).toEqual([overlayPath('dev-us-1')]);
  });
});

describe('a pipeline file that names files', () => {
  const withUpdate = checkout().replace(
    'overlay: apps/checkout/overlays/dev-eu-1 }',
    `overlay: apps/checkout/overlays/dev-eu-1, update: { file: ${FILE}, values: { tag: image.tag } } }`,
  );
  const read = async (text: string | undefined) => {
    const fleet = await aFleet();
    const file = text === undefined ? {} : { [FILE]: text };
    fleet.repository.pushByHand({ ...SETTINGS, '.towpath/checkout.yaml': withUpdate, ...file });
    return { fleet, ...(await readConfiguration(fleet.repository, await fleet.repository.tip())) };
  };

  it('is taken when they are there and hold the values', async () => {
    const { fleet, problems, pipelines } = await read(values('1'));
    expect(problems).toEqual([]);
    expect(pipelines[0]?.pipeline.stages[0]?.waves[0]?.[0]?.updates).toEqual([UPDATES[0]]);
    await refreshConfiguration(fleet.ports);
    expect(fleet.ledger.state('checkout').definition?.version).not.toBe('v1');
  });

  it.each([
    ['are missing', undefined, `there is no file ${FILE}`],
    ['are no text', NO_TEXT, `there is no file ${FILE}`],
    ['do not hold the value', 'image: {}\n', `${FILE}:1:8: there is no "tag" here for "image.tag"`],
  ])('is refused when they %s', async (_, text, message) => {
    const { problems } = await read(text);
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
  });
});
