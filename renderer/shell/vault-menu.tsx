import { useTranslation } from 'react-i18next';
import { MenuButton } from '../parts/menu.tsx';
import { VaultButton } from '../parts/sidebar.tsx';
import { useToasts } from './toasts.ts';

export interface VaultMenuProps {
  vault: string;
  place: string;
  account: string;
  /** "⌘L" where the window has that shortcut. */
  lockShortcut: string | undefined;
  /** Where the vault lies in a bucket: how that is reached. */
  onStorage: (() => void) | undefined;
  /** Undefined where the disk that old files lie on is another computer's. */
  onImport: (() => void) | undefined;
  onPassword: () => void;
  onLock: () => void;
}

/** The head of the sidebar: which vault, who, and what can be done with both. */
export function VaultMenu(props: VaultMenuProps) {
  const { vault, place, account, lockShortcut, onStorage, onImport, onPassword, onLock } = props;
  const { t } = useTranslation();
  const { t: storage } = useTranslation('storage');
  const { t: imports } = useTranslation('import');
  const { t: shared } = useTranslation('shared');
  const toasts = useToasts();
  const copy = () =>
    void navigator.clipboard.writeText(place).then(
      () => toasts.show({ words: t('vault.placeCopied', { place }), icon: 'copy' }),
      () => undefined,
    );
  return (
    <MenuButton
      label={t('vault.menu')}
      placement="bottom start"
      entries={[
        { id: 'copy', label: t('vault.copyPlace'), icon: 'copy', onAction: copy },
        ...(onStorage === undefined
          ? []
          : [{ id: 'storage', label: storage('open'), icon: 'cloud' as const, onAction: onStorage }]),
        ...(onImport === undefined
          ? []
          : [{ id: 'import', label: imports('open'), icon: 'archive' as const, onAction: onImport }]),
        { id: 'password', label: shared('password.open'), icon: 'pencil', onAction: onPassword },
        'line',
        { id: 'lock', label: t('vault.lock'), icon: 'lock', shortcut: lockShortcut, onAction: onLock },
      ]}
    >
      <VaultButton vault={vault} account={account} label={t('vault.button', { vault, account })} />
    </MenuButton>
  );
}
