import type { DiffView, FileDiffView, PromotionView } from '../../api/views.ts';
import { count } from '../lib/words.ts';

/** The lines that a promotion will change, and those that it has changed before the reader's eyes. */
export function Diff({ diff, commits }: { diff: DiffView } & Pick<PromotionView, 'commits'>) {
  const { files, same, commit } = diff;
  return (
    <section class="diff">
      <h2>What it changes</h2>
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
    </section>
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
  return (
    <figure>
      <figcaption>
        <code>{file.path}</code>{' '}
        <span class="dim">
          wave {file.wave}
          {isWritten && ', written'}
        </span>{' '}
        <span class="sum">
          <span class="unseen">lines </span>+{file.added} −{file.removed}
        </span>
      </figcaption>
      <pre>
        {file.lines.map((line, index) => (
          <span key={index} class={classOf(line)}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
    </figure>
  );
}

const CLASSES: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'place' };

const classOf = (line: string): string => CLASSES[line.slice(0, 1)] ?? '';
