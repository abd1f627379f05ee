import type { ComponentChildren } from 'preact';

interface DiffFigureProps {
  readonly name: string;
  readonly note: ComponentChildren;
  readonly added: number;
  readonly removed: number;
  /** As `diff -u` prints them. */
  readonly lines: readonly string[];
}

/** The lines of one file, or of one object, with where they are. */
export function DiffFigure({ name, note, added, removed, lines }: DiffFigureProps) {
  return (
    <figure>
      <figcaption>
        <code>{name}</code> <span class="dim">{note}</span>{' '}
        <span class="sum">
          <span class="unseen">lines </span>+{added} −{removed}
        </span>
      </figcaption>
      <pre>
        {lines.map((line, index) => (
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
