import { type ReactNode, useId } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import { classList } from './class-list.ts';
import styles from './dialog.module.css';
import { Icon, type IconName } from './icon.tsx';

export interface DialogAction {
  label: string;
  onPress: () => void;
  icon?: IconName;
  isDisabled?: boolean;
}

export interface DialogProps {
  isOpen: boolean;
  /** Esc, and whatever else leaves everything as it is. */
  onCancel: () => void;
  /** What happened. */
  title: string;
  /** What is safe, in `text2` under the title. */
  lead?: ReactNode;
  children?: ReactNode;
  /** `alert` puts the icon before the title and is read at once. */
  kind?: 'dialog' | 'alert';
  tone?: 'bad' | 'warn';
  /** Left of the others: "Copy details". */
  aside?: DialogAction;
  plain?: DialogAction;
  outlined?: DialogAction;
  filled?: DialogAction & {
    /** It deletes: then focus starts on Cancel, the plain or else the outlined button. */
    deletes?: boolean;
  };
  /** `body` when a field of the body has `takesFocus`; then the buttons leave focus alone. */
  focus?: 'buttons' | 'body';
  width?: 560 | 640;
}

export function Dialog(props: DialogProps) {
  const { isOpen, onCancel, title, lead, children, kind = 'dialog', tone = 'bad', width = 560 } = props;
  const { aside, plain, outlined, filled, focus = 'buttons' } = props;
  const form = useId();
  const isAlert = kind === 'alert';
  const start = focus === 'body' ? undefined : firstFocus(props);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onCancel();
      }}
      className={classList(styles, 'scrim')}
      data-asks=""
    >
      <Modal className={classList(styles, 'modal', `width${width}`)}>
        <AriaDialog role={isAlert ? 'alertdialog' : 'dialog'} className={classList(styles, 'dialog')}>
          <div className={classList(styles, 'head')}>
            {isAlert ? <Icon name={tone === 'bad' ? 'error-circle' : 'warning'} tone={tone} /> : null}
            <Heading slot="title" className={classList(styles, 'title')}>
              {title}
            </Heading>
          </div>
          <form
            id={form}
            noValidate
            className={classList(styles, 'body', isAlert && 'indented')}
            onSubmit={(event) => {
              event.preventDefault();
              if (filled?.isDisabled !== true) filled?.onPress();
            }}
          >
            {lead === undefined ? null : <div className={classList(styles, 'lead')}>{lead}</div>}
            {children === undefined ? null : <div className={classList(styles, 'content')}>{children}</div>}
          </form>
          <div className={classList(styles, 'foot', isAlert && 'indented')}>
            {aside === undefined ? null : (
              <span className={classList(styles, 'aside')}>
                <FootButton kind="plain" action={aside} isFirst={false} />
              </span>
            )}
            {plain === undefined ? null : <FootButton kind="plain" action={plain} isFirst={start === plain} />}
            {outlined === undefined ? null : (
              <FootButton kind="outlined" action={outlined} isFirst={start === outlined} />
            )}
            {filled === undefined ? null : (
              <FootButton kind="filled" action={filled} isFirst={start === filled} form={form} />
            )}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function firstFocus({ plain, outlined, filled }: DialogProps): DialogAction | undefined {
  if (filled?.deletes === true) return plain ?? outlined;
  return filled ?? outlined ?? plain;
}

interface FootButtonProps {
  kind: 'plain' | 'outlined' | 'filled';
  action: DialogAction;
  isFirst: boolean;
  /** The form that the button sends off; then Enter in a field does the same. */
  form?: string;
}

function FootButton({ kind, action, isFirst, form }: FootButtonProps) {
  const press = form === undefined ? { onPress: action.onPress } : ({ type: 'submit', form } as const);
  const focus = { autoFocus: isFirst };
  return (
    <Button {...press} {...focus} kind={kind} icon={action.icon} isDisabled={action.isDisabled ?? false}>
      {action.label}
    </Button>
  );
}
