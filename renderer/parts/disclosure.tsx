import type { ReactNode } from 'react';
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { classList } from './class-list.ts';
import styles from './disclosure.module.css';
import { Icon } from './icon.tsx';

/** What few people look for: one quiet line until it is opened. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <AriaDisclosure className={classList(styles, 'disclosure')}>
      <Heading className={classList(styles, 'head')}>
        <Button slot="trigger" className={classList(styles, 'trigger')}>
          <span className={classList(styles, 'arrow')}>
            <Icon name="chevron-right" size={14} tone="quiet" />
          </span>
          {label}
        </Button>
      </Heading>
      <DisclosurePanel className={classList(styles, 'panel')}>
        <div className={classList(styles, 'fields')}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}
