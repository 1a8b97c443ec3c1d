import type { Ref } from 'react';
import {
  Button as AriaButton,
  Group,
  Input,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components';
import buttonStyles from './button.module.css';
import { classList } from './class-list.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

export interface SearchFieldProps extends Omit<
  AriaSearchFieldProps,
  'children' | 'className' | 'style' | 'render' | 'aria-label'
> {
  /** "Search this folder": name and placeholder. */
  label: string;
  /** "⌘F" or "Ctrl F"; shown while the field is empty. */
  shortcut?: string | undefined;
  /** "Clear search", the name of the cross. */
  clearLabel: string;
  inputRef?: Ref<HTMLInputElement>;
}

export function SearchField({ label, shortcut, clearLabel, inputRef, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} aria-label={label} className={classList(styles, 'field', 'searchField')}>
      {({ isEmpty }) => (
        <Group className={classList(styles, 'box', 'search', 'size28')}>
          <Icon name="search" size={16} tone="quiet" />
          <Input ref={inputRef ?? null} className={classList(styles, 'input')} placeholder={label} />
          {isEmpty && shortcut !== undefined ? <kbd className={classList(styles, 'shortcut')}>{shortcut}</kbd> : null}
          {isEmpty ? null : (
            <span className={classList(styles, 'clear')}>
              <AriaButton aria-label={clearLabel} className={classList(buttonStyles, 'icon', 'size28')}>
                <Icon name="close" size={16} />
              </AriaButton>
            </span>
          )}
        </Group>
      )}
    </AriaSearchField>
  );
}
