import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { SearchField } from '../../parts/search-field.tsx';
import { Slider } from '../../parts/slider.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { countOf } from '../../words/measure.ts';
import { SIZES } from './photo-size.ts';
import styles from './photos-toolbar.module.css';

export interface PhotosToolbarProps {
  /** All there are, found or not; undefined where that is not known. */
  count: number | undefined;
  size: number;
  onSize: (size: number) => void;
  onSizeChosen: (size: number) => void;
  search: string;
  onSearch: (text: string) => void;
  searchRef: Ref<HTMLInputElement>;
  findShortcut: string;
  /** Nothing is there yet: the page itself offers to add pictures. */
  isBare: boolean;
  onAdd: () => void;
}

export function PhotosToolbar(props: PhotosToolbarProps) {
  const { count, size, onSize, onSizeChosen, search, onSearch, searchRef, findShortcut, isBare, onAdd } = props;
  const { t } = useTranslation('photos');
  const counted = isBare || count === undefined ? null : countOf(count);
  return (
    <Toolbar
      label={t('toolbar.label')}
      title={
        <div className={classList(styles, 'title')}>
          <ToolbarTitle>{t('title')}</ToolbarTitle>
          {counted === null ? null : <span className={classList(styles, 'count')}>{counted}</span>}
        </div>
      }
    >
      {isBare ? null : (
        <span className={classList(styles, 'size')}>
          <Slider
            label={t('toolbar.size')}
            icon="photo"
            minValue={SIZES.least}
            maxValue={SIZES.most}
            step={SIZES.step}
            value={size}
            onChange={onSize}
            onChangeEnd={onSizeChosen}
          />
        </span>
      )}
      <SearchField
        label={t('toolbar.search')}
        clearLabel={t('toolbar.clear')}
        shortcut={findShortcut}
        value={search}
        onChange={onSearch}
        inputRef={searchRef}
      />
      {isBare ? null : (
        <Button kind="filled" size={28} icon="plus" onPress={onAdd}>
          {t('toolbar.add')}
        </Button>
      )}
    </Toolbar>
  );
}
