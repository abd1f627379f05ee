import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link } from './bits.tsx';

let isFirstPage = true;

/** The page's name; takes the focus when the reader comes from another page, so that screen readers begin here. */
export function PageHeading({
  title,
  within,
  isTop = false,
  children,
}: {
  title: string;
  /** The pipeline the page belongs to. */
  within?: string;
  /** A page that the header leads to needs no way back. */
  isTop?: boolean;
  children?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Fleet' ? 'Towpath' : `${title} · Towpath`;
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [title]);
  return (
    <div class="heading">
      <div>
        {!isTop && (
          <nav class="crumbs" aria-label="Where this is">
            <Link to={{ page: 'fleet' }}>Fleet</Link>
            {within !== undefined && <Link to={{ page: 'pipeline', pipeline: within }}>{within}</Link>}
          </nav>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      </div>
      {children}
    </div>
  );
}
