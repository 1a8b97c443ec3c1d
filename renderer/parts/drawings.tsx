/** The line drawings of empty states, 136 px wide; each takes its colours from the tokens by class names of empty-state. */
export type DrawingName = 'slot' | 'pictures' | 'envelope' | 'ticket' | 'page';

export interface DrawingProps {
  name: DrawingName;
  classNames: { body: string; paper: string; ink: string; line: string; hole: string };
}

export function Drawing({ name, classNames }: DrawingProps) {
  const { body, paper, ink, line, hole } = classNames;
  return (
    <svg aria-hidden="true" width="136" height="112" viewBox="0 0 136 112">
      {name === 'slot' ? (
        <>
          <rect className={body} x="14" y="62" width="108" height="36" rx="8" />
          <circle className={line} cx="22.500" cy="76" r="1.750" />
          <circle className={line} cx="113.500" cy="76" r="1.750" />
          <path className={ink} d="M31 76h74" />
          <path className={paper} d="M46 76V14a4 4 0 0 1 4-4h26l14 14v52" />
          <path className={line} d="M76 10v10a4 4 0 0 0 4 4h10M56 36h24M56 45h24M56 54h14" />
        </>
      ) : null}
      {name === 'pictures' ? (
        <>
          <path className={line} d="M30 34V22a6 6 0 0 1 6-6h76a6 6 0 0 1 6 6v46a6 6 0 0 1-6 6h-8" />
          <rect className={body} x="18" y="34" width="86" height="62" rx="6" />
          <circle className={paper} cx="40" cy="54" r="7" />
          <path className={line} d="m20 88 22-19 13 11 19-18 28 26" />
        </>
      ) : null}
      {name === 'envelope' ? (
        <>
          <rect className={body} x="18" y="20" width="100" height="72" rx="7" />
          <path className={line} d="m20 23 48 37 48-37M20 89l31.2-27.700M116 89 84.800 61.300" />
          <circle className={paper} cx="68" cy="60" r="13" style={{ stroke: 'var(--text)' }} />
          <circle className={hole} cx="68" cy="58" r="3.2" />
          <path className={hole} d="M66.6 58h2.8l1.2 7h-5.2z" />
        </>
      ) : null}
      {name === 'ticket' ? (
        <>
          <path
            className={body}
            d="M21 30h62a6 6 0 0 0 12 0h20a7 7 0 0 1 7 7v38a7 7 0 0 1-7 7H95a6 6 0 0 0-12 0H21a7 7 0 0 1-7-7V37a7 7 0 0 1 7-7z"
          />
          <path className={line} d="M89 42v5M89 53.500v5M89 65v5M28 46h34M28 56h44M28 66h24" />
          <circle className={paper} cx="107" cy="56" r="7" />
          <circle className={hole} cx="107" cy="56" r="2.2" />
        </>
      ) : null}
      {name === 'page' ? (
        <>
          <path className={body} d="M40 98V18a6 6 0 0 1 6-6h30l20 20v66a6 6 0 0 1-6 6H46a6 6 0 0 1-6-6z" />
          <path className={line} d="M76 12v14a6 6 0 0 0 6 6h14M52 50h32M52 62h32M52 74h18" />
        </>
      ) : null}
    </svg>
  );
}
