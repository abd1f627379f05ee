import { count } from '../lib/words.ts';
import { Icon } from './icon.tsx';

/** What is wrong with pipeline files, as a compiler prints it. The last good definitions stay in use meanwhile. */
export function ConfigurationProblems({
  problems,
  isOpen,
}: {
  problems: readonly string[];
  isOpen: boolean;
}) {
  if (problems.length === 0) return null;
  return (
    <details class="banner" open={isOpen}>
      <summary>
        <Icon name="alert" tone="bad" />
        <span>
          <strong>{count(problems.length, 'problem')} in pipeline files.</strong> The last good definitions
          stay in use.
        </span>
      </summary>
      <pre>{problems.map((problem) => problem.trim()).join('\n\n')}</pre>
    </details>
  );
}
