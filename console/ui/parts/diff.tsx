import { useState } from 'preact/hooks';
import type { DiffView, FileDiffView, PromotionView } from '../../api/views.ts';
import { count } from '../lib/words.ts';
import { Problem } from './bits.tsx';
import { DiffFigure } from './diff-lines.tsx';
import { Rendered, useRendered } from './rendered.tsx';

/** What a promotion will change, and what it has changed before the reader's eyes: as it is written, or as it is rendered. */
export function Diff({ diff, commits }: { diff: DiffView } & Pick<PromotionView, 'commits'>) {
  const [isRenderedWanted, setIsRenderedWanted] = useState(false);
  const rendered = useRendered(diff, isRenderedWanted);
  // The lines stay until there is something else to show, so that nothing is empty meanwhile.
  const isRenderedShown = isRenderedWanted && rendered !== undefined;
  return (
    <section class="diff">
      <div class="diff-head">
        <h2>What it changes</h2>
        <fieldset class="buttons">
          <legend class="unseen">Show</legend>
          <button
            type="button"
            class="small"
            aria-pressed={!isRenderedWanted}
            onClick={() => setIsRenderedWanted(false)}
          >
            Lines
          </button>
          <button
            type="button"
            class="small"
            aria-pressed={isRenderedWanted}
            onClick={() => setIsRenderedWanted(true)}
          >
            Rendered
          </button>
        </fieldset>
        <span class="dim" role="status">
          {isRenderedWanted && !isRenderedShown && 'Rendering …'}
        </span>
      </div>
      {isRenderedShown ? (
        <>
          {rendered.problem !== undefined && <Problem text={rendered.problem} />}
          {rendered.view && <Rendered view={rendered.view} />}
        </>
      ) : (
        <Lines diff={diff} commits={commits} />
      )}
    </section>
  );
}

function Lines({ diff, commits }: { diff: DiffView } & Pick<PromotionView, 'commits'>) {
  const { files, same, commit } = diff;
  return (
    <>
      <p class="dim">
        {files.length === 0
          ? 'Nothing is left to write.'
          : `${count(files.length, 'file')}, as they are at commit ${commit.slice(0, 7)}. An approval is for this diff and no other.`}
      </p>
      {files.map((file) => (
        <DiffFile
          key={`${file.wave} ${'path' in file ? file.path : file.overlay}`}
          file={file}
          isWritten={commits.some(({ wave }) => wave === file.wave)}
        />
      ))}
      {same.length > 0 && (
        <p class="dim">{count(same.length, 'overlay')} more, where the release is already.</p>
      )}
    </>
  );
}

function DiffFile({ file, isWritten }: { file: FileDiffView; isWritten: boolean }) {
  if ('problem' in file)
    return (
      <div class="note bad">
        <p>
          <strong>{file.overlay}</strong> (wave {file.wave}) cannot be edited: {file.problem}
        </p>
      </div>
    );
  const { path, wave, added, removed, lines } = file;
  const note = `wave ${wave}${isWritten ? ', written' : ''}`;
  return <DiffFigure name={path} note={note} {...{ added, removed, lines }} />;
}
