import { type DragAndDropHooks, type DropItem, useDragAndDrop } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import styles from './row-moving.module.css';
import type { Row } from './rows.ts';
import { mayMove } from './selection.ts';

/** Of more rows than this each would be asked at every step whether it is dragged; the menu moves them. */
const MAX_DRAGGED = 2000;
const ROW_TYPE = 'application/x-latchkey-row';

/** Rows are moved by dragging them onto a folder; the menu does the same without a pointer. */
export function useRowMoving(
  rows: readonly Row[],
  isDisabled: boolean,
  onMove: (rows: readonly Row[], folder: string) => void,
): DragAndDropHooks<Row> | undefined {
  const { t } = useTranslation('files');
  const find = (id: unknown) => rows.find((row) => row.id === id);
  const drop = async (folder: Row | undefined, items: readonly DropItem[]): Promise<void> => {
    if (folder?.kind !== 'folder') return;
    const found = await Promise.all(
      items.map(async (item) => (item.kind === 'text' ? find(await item.getText(ROW_TYPE)) : undefined)),
    );
    const moved = found.filter((row) => row !== undefined);
    if (mayMove(moved, folder.path)) onMove(moved, folder.path);
  };
  const { dragAndDropHooks } = useDragAndDrop<Row>({
    isDisabled,
    getItems: (ids) => [...ids].map((id) => ({ [ROW_TYPE]: String(id), 'text/plain': find(id)?.name ?? '' })),
    getAllowedDropOperations: () => ['move', 'cancel'],
    acceptedDragTypes: [ROW_TYPE],
    shouldAcceptItemDrop: ({ key }) => find(key)?.kind === 'folder',
    getDropOperation: (target) => (target.type === 'item' && find(target.key)?.kind === 'folder' ? 'move' : 'cancel'),
    onItemDrop: ({ target, items }) => void drop(find(target.key), items),
    renderDragPreview: (items) => (
      <div className={classList(styles, 'preview')}>
        {items.length === 1 ? items[0]?.['text/plain'] : t('row.items', { count: items.length })}
      </div>
    ),
  });
  return rows.length > MAX_DRAGGED ? undefined : dragAndDropHooks;
}
