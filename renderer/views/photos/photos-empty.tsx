import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';

/** No picture is in the vault yet. */
export function NoPhotos({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation('photos');
  return (
    <EmptyState
      drawing="pictures"
      title={t('empty.title')}
      actions={
        <Button kind="filled" onPress={onAdd}>
          {t('empty.add')}
        </Button>
      }
    >
      {t('empty.words')}
      <br />
      {t('empty.memory')}
    </EmptyState>
  );
}
