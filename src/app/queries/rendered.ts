import type { FileDiff } from '../../domain/diff/file-diff.ts';
import { pipelineOf } from '../../domain/release.ts';
import { diffManifests } from '../../domain/render/manifests.ts';
import { NotRenderedError, notRendered } from '../../domain/render/not-rendered.ts';
import { RenderingError } from '../../ports/renderer.ts';
import { UnreadableFileError } from '../../ports/repository.ts';
import { promotionIn } from '../definitions.ts';
import type { Using } from '../ports.ts';
import { type ClosureReader, createClosureReader } from '../read-closure.ts';
import { diffOfEdits, editsOfStage, type StageEdits, type WaveEdits } from '../stage-diff.ts';
import type { RenderedObjectView, RenderedOverlayView, RenderedView } from '../views.ts';

type Needs = Using<'ledger' | 'repository' | 'renderer' | 'clock'>;

/** What can be shown before API Gateway gives up; there are targets by the hundred. */
const MOST_OVERLAYS = 20;
const MOST_MS = 15_000;
const MOST_LINES = 2000;

const NOTHING_AT_HAND =
  'not rendered: there is no kustomize where this is asked. On a laptop put kustomize or kubectl on the PATH and start again; on AWS name a layer with towpath:kustomizeLayer (docs/deploy.md).';

/** What kustomize makes of the overlays that a promotion would still change, at the tip of the branch. */
export async function viewRendered(ports: Needs, id: string): Promise<RenderedView> {
  const state = await ports.ledger.read(pipelineOf(id), { promotions: [id] });
  const edits = await editsOfStage(ports, promotionIn(state, id));
  const { commit, digest } = diffOfEdits(edits);
  const made = { promotion: id, commit, digest };
  const renderer = await ports.renderer.version();
  if (renderer === undefined) return { ...made, problem: NOTHING_AT_HAND, overlays: [] };
  return { ...made, renderer, overlays: await renderStage(ports, edits) };
}

async function renderStage(ports: Needs, { commit, waves }: StageEdits): Promise<RenderedOverlayView[]> {
  const reader = createClosureReader(ports.repository, commit);
  const deadline = ports.clock.now() + MOST_MS;
  const views: RenderedOverlayView[] = [];
  for (const wave of waves)
    for (const overlay of wave.overlays) {
      const rendered = new Set(views.map((view) => view.overlay)).size;
      const late = whyLate(rendered, ports.clock.now() > deadline);
      const outcomes = await outcomesOf(ports, reader, changeOf(wave, overlay), late);
      views.push(...outcomes.map((outcome) => ({ wave: wave.wave + 1, overlay, ...outcome })));
    }
  return views;
}

function whyLate(rendered: number, isLate: boolean): string | undefined {
  if (rendered >= MOST_OVERLAYS)
    return `comes after ${MOST_OVERLAYS} others, and more are not rendered at once`;
  return isLate ? `comes after others that took ${MOST_MS / 1000} s` : undefined;
}

/** What a wave would do to an overlay. */
interface Change {
  readonly overlay: string;
  /** By path, what the wave makes of files, which overlays may share. */
  readonly edited: ReadonlyMap<string, string>;
  /** Those of them that are edited for this overlay. */
  readonly own: readonly string[];
  readonly isBroken: boolean;
}

function changeOf({ files }: WaveEdits, overlay: string): Change {
  const changed = files.flatMap((file) =>
    'edit' in file && file.edit.after !== file.edit.before ? [{ ...file.edit, overlay: file.overlay }] : [],
  );
  return {
    overlay,
    edited: new Map(changed.map(({ path, after }) => [path, after])),
    own: changed.flatMap((edit) => (edit.overlay === overlay ? [edit.path] : [])),
    isBroken: files.some((file) => 'problem' in file && file.overlay === overlay),
  };
}

type Outcome = { readonly objects: readonly RenderedObjectView[] } | { readonly problem: string };

/** None for an overlay that the wave leaves as it is. */
async function outcomesOf(
  { renderer }: Needs,
  reader: ClosureReader,
  { overlay, edited, own, isBroken }: Change,
  late: string | undefined,
): Promise<Outcome[]> {
  const problem = (why: string): Outcome => ({ problem: notRendered(overlay, why) });
  try {
    if (isBroken) return [problem('cannot be edited')];
    if (edited.size === 0) return [];
    const before = await reader.read(overlay);
    const apart = own.filter((path) => !before.has(path));
    const elsewhere = apart.map((path) => problem(`is not made of ${path}`));
    if (![...edited.keys()].some((path) => before.has(path))) return elsewhere;
    if (late !== undefined) return [problem(late), ...elsewhere];
    const after = await reader.read(overlay, edited);
    const [old, now] = await Promise.all([renderer.render(overlay, before), renderer.render(overlay, after)]);
    return [{ objects: objectsOf(diffManifests({ before: old, after: now })) }, ...elsewhere];
  } catch (error) {
    if (error instanceof UnreadableFileError) return [problem(`cannot be read: ${error.message}`)];
    if (error instanceof NotRenderedError || error instanceof RenderingError) return [problem(error.message)];
    throw error;
  }
}

function objectsOf(diffs: readonly FileDiff[]): RenderedObjectView[] {
  const lines = diffs.reduce((sum, diff) => sum + diff.lines.length, 0);
  if (lines > MOST_LINES) throw new NotRenderedError(`differs in ${lines} lines, more than are shown here`);
  return diffs.map((diff) => ({
    object: diff.path,
    added: diff.added.length,
    removed: diff.removed.length,
    lines: diff.lines,
  }));
}
