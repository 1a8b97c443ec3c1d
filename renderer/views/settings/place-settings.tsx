import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { DefinitionList } from '../../parts/definition-list.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { refusalOf } from './refusal.ts';
import { FolderDialog } from './folder-dialog.tsx';

/** Where Latchkey keeps things of its own on this computer. */
export function PlaceSettings() {
  const { t } = useTranslation('settings');
  const { desktop } = useServices().host;
  const toasts = useToasts();
  const { data } = useQuery({ queryKey: QUERY.places, queryFn: ({ signal }) => api.folderSetting(signal) });
  const set = useChange((temporary: string | null) => api.setFolders({ temporary }), [QUERY.places]);
  const [isTyping, setTyping] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  if (data?.data === undefined) return null;

  const show = (path: string) =>
    desktop === undefined
      ? void navigator.clipboard.writeText(path).then(
          () => toasts.show({ words: t('place.copied', { path }), icon: 'copy' }),
          () => undefined,
        )
      : void desktop.reveal(path).catch(setFailed);
  const choose = async () => {
    if (desktop === undefined) return setTyping(true);
    const folder = await desktop.chooseFolder();
    if (folder !== undefined) set.mutate(folder);
  };
  const shower = (path: string) => (
    <Button kind="link" onPress={() => show(path)}>
      {desktop === undefined ? t('place.copy') : t('place.show')}
    </Button>
  );
  return (
    <>
      <DefinitionList
        rows={[
          {
            id: 'data',
            label: t('place.data'),
            value: data.data,
            action: shower(data.data),
            detail: t('place.dataDetail'),
          },
          {
            id: 'temporary',
            label: t('place.temporary'),
            value: data.temporary,
            action: (
              <>
                <Button kind="link" onPress={() => void choose().catch(setFailed)}>
                  {t('place.choose')}
                </Button>
                {data.isUsual ? null : (
                  <Button kind="link" onPress={() => set.mutate(null)}>
                    {t('place.usual')}
                  </Button>
                )}
              </>
            ),
            detail: t('place.temporaryDetail'),
          },
        ]}
      />
      {isTyping ? <FolderDialog folder={data.temporary} onClose={() => setTyping(false)} /> : null}
      {set.error === null ? null : (
        <Note tone="bad" role="alert" title={t('place.refused')}>
          {refusalOf(set.error)}
        </Note>
      )}
      <ErrorDialog error={failed} onClose={() => setFailed(undefined)} />
    </>
  );
}
