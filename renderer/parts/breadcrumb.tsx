import { Breadcrumb as AriaBreadcrumb, Breadcrumbs, Button, Link } from 'react-aria-components';
import styles from './breadcrumb.module.css';
import { classList } from './class-list.ts';
import { Icon } from './icon.tsx';
import { MenuButton } from './menu.tsx';

/** More folders than this stand in one line at no width. */
const LONGEST = 4;

export interface Crumb {
  id: string;
  label: string;
}

export interface BreadcrumbProps {
  /** "Folders above", the name of the list. */
  label: string;
  /** From the top folder to the one that is open. */
  crumbs: readonly Crumb[];
  onOpen: (id: string) => void;
  /** "More folders above", the name of the "…". */
  moreLabel: string;
  /** Below 960 px: everything above the open folder goes into "…". */
  isFolded?: boolean;
}

export function Breadcrumb({ label, crumbs, onOpen, moreLabel, isFolded = false }: BreadcrumbProps) {
  const last = crumbs.length - 1;
  const { folded, shown } = fold(crumbs, isFolded);
  return (
    <Breadcrumbs aria-label={label} className={classList(styles, 'list')}>
      {folded.length === 0 ? null : (
        <AriaBreadcrumb key="more" id="more" className={classList(styles, 'crumb')}>
          <MenuButton
            label={moreLabel}
            placement="bottom start"
            entries={folded.map((crumb) => ({ ...crumb, icon: 'folder', onAction: () => onOpen(crumb.id) }))}
          >
            <Button aria-label={moreLabel} className={classList(styles, 'link')}>
              …
            </Button>
          </MenuButton>
          <Icon name="chevron-right" size={14} tone="quiet" />
        </AriaBreadcrumb>
      )}
      {shown.map((crumb) => (
        <AriaBreadcrumb key={crumb.id} id={crumb.id} className={classList(styles, 'crumb')}>
          {crumb === crumbs[last] ? (
            <h1 aria-current="page" className={classList(styles, 'current')}>
              {crumb.label}
            </h1>
          ) : (
            <>
              <Link className={classList(styles, 'link')} onPress={() => onOpen(crumb.id)}>
                {crumb.label}
              </Link>
              <Icon name="chevron-right" size={14} tone="quiet" />
            </>
          )}
        </AriaBreadcrumb>
      ))}
    </Breadcrumbs>
  );
}

/** What goes into "…" and what stays: the open folder always, its parent and the top while there is room. */
function fold(crumbs: readonly Crumb[], isFolded: boolean): { folded: readonly Crumb[]; shown: readonly Crumb[] } {
  if (crumbs.length < 2) return { folded: [], shown: crumbs };
  if (isFolded) return { folded: crumbs.slice(0, -1), shown: crumbs.slice(-1) };
  if (crumbs.length <= LONGEST) return { folded: [], shown: crumbs };
  return { folded: crumbs.slice(0, 1 - LONGEST), shown: crumbs.slice(1 - LONGEST) };
}
