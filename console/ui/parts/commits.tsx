import type { PromotionView } from '../../api/views.ts';
import { Hash } from './bits.tsx';

export function Commits({ commits }: Pick<PromotionView, 'commits'>) {
  return (
    <section>
      <h2>Commits</h2>
      {commits.length === 0 && <p class="dim">Nothing was committed yet.</p>}
      <ul class="commits">
        {commits.map(({ wave, commit, changed, files }) => (
          <li key={wave}>
            <p>
              <Hash value={commit} /> wave {wave}
              {!changed && <span class="dim">, carried the release already</span>}
            </p>
            {files.map((file) => (
              <code key={file} class="file">
                {file}
              </code>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
