import { type ReactNode, type SubmitEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import type { IconName } from '../../parts/icon.tsx';
import { Steps } from '../../parts/steps.tsx';
import styles from './start-page.module.css';
import { useSlow } from './slow.ts';

const STEPS = 4;

export interface StartPageProps {
  title: string;
  lead: ReactNode;
  /** From 1; left out where the page is no part of the first start. */
  step?: number | undefined;
  onBack?: (() => void) | undefined;
  /** The filled button; Enter in any field presses it. */
  action: string;
  /** Its words while the work goes on for longer than a moment. */
  busy?: string | undefined;
  isBusy?: boolean;
  /** Left of the filled button: what can be done as well. */
  also?: { readonly label: string; readonly icon: IconName; readonly onPress: () => void } | undefined;
  /** Focus starts on the filled button: where nothing needs typing. */
  isReady?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** One question to a page: title, lead, what is asked, and at the bottom the way back, the steps, the way on. */
export function StartPage(props: StartPageProps) {
  const { title, lead, step, onBack, action, busy, isBusy = false, isReady = false, onSubmit, also, children } = props;
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  const heading = useId();
  const isSlow = useSlow(isBusy);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isBusy) onSubmit();
  };
  return (
    <form
      className={classList(styles, 'page')}
      aria-labelledby={heading}
      aria-busy={isBusy}
      noValidate
      onSubmit={submit}
    >
      <div className={classList(styles, 'drag')} />
      <main className={classList(styles, 'scroll')}>
        <div className={classList(styles, 'column')}>
          <h1 id={heading} className={classList(styles, 'title')}>
            {title}
          </h1>
          <p className={classList(styles, 'lead')}>{lead}</p>
          {children}
        </div>
      </main>
      <footer data-foot="" className={classList(styles, 'foot')}>
        <span>
          {onBack === undefined ? null : (
            <Button kind="plain" icon="chevron-left" onPress={onBack}>
              {common('back')}
            </Button>
          )}
        </span>
        {step === undefined ? <span /> : <Steps step={step} of={STEPS} label={t('step', { step, of: STEPS })} />}
        <span className={classList(styles, 'end')}>
          {also === undefined ? null : (
            <Button kind="plain" icon={also.icon} onPress={also.onPress}>
              {also.label}
            </Button>
          )}
          <Button kind="filled" type="submit" autoFocus={isReady}>
            {isSlow && busy !== undefined ? busy : action}
          </Button>
        </span>
      </footer>
    </form>
  );
}
