import type { RenderedOverlayView, RenderedView } from '../../console/api/views.ts';
import { paintLines } from './diff.ts';
import type { Look, Paint } from './look.ts';
import { indent } from './table.ts';

/** What kustomize makes of what a promotion would still change, object by object; or why that is not known. */
export function formatRendered(
  { promotion, commit, renderer, problem, overlays }: RenderedView,
  { paint }: Look,
): string {
  if (problem !== undefined) return paint('yellow', problem);
  if (overlays.length === 0) return `${promotion} would change nothing.`;
  return [
    ...overlays.map((overlay) => formatOverlay(overlay, paint)),
    paint(
      'dim',
      `Rendered by ${renderer} at commit ${commit.slice(0, 8)}. An agent of another version may differ.`,
    ),
  ].join('\n\n');
}

function formatOverlay(view: RenderedOverlayView, paint: Paint): string {
  if ('problem' in view) return paint('yellow', view.problem);
  const head = `${paint('bold', view.overlay)} (wave ${view.wave})`;
  if (view.objects.length === 0) return `${head}\n${indent('No object differs.')}`;
  return [
    head,
    ...view.objects.flatMap(({ object, lines }) => [
      paint('bold', `  ${object}`),
      ...paintLines(lines, paint),
    ]),
  ].join('\n');
}
