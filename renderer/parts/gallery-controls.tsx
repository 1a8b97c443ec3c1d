import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { classList } from './class-list.ts';
import { DrawnKey } from './drawn-key.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { Forced } from './gallery-forced.tsx';
import styles from './gallery.module.css';
import { Mark, ProgressMark } from './mark.tsx';
import { MenuButton } from './menu.tsx';
import { Note } from './note.tsx';
import { PasswordField } from './password-field.tsx';
import { Progress } from './progress.tsx';
import { RadioList } from './radio-list.tsx';
import { Segmented } from './segmented.tsx';
import { Slider } from './slider.tsx';
import { TextField } from './text-field.tsx';

const nothing = () => {};

function Row({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <div className={classList(styles, 'row')}>
      <div className={classList(styles, 'caption')}>{caption}</div>
      <div className={classList(styles, 'things')}>{children}</div>
    </div>
  );
}

/** The rows of parts.png. */
export function ControlScene() {
  return (
    <>
      <Row caption="Buttons">
        <Button kind="filled">Save key file</Button>
        <Forced state="focus-visible" selector="button">
          <Button kind="filled">Focused</Button>
        </Forced>
        <Button kind="filled" isDisabled>
          Disabled
        </Button>
      </Row>
      <Row caption="">
        <span style={{ display: 'flex', gap: 12, marginTop: 16, marginRight: -20 }}>
          <Button>Choose another…</Button>
          <Forced state="hovered" selector="button">
            <Button>Hover</Button>
          </Forced>
          <Forced state="pressed" selector="button">
            <Button>Pressed</Button>
          </Forced>
          <Button kind="plain">Cancel</Button>
          <Button kind="danger-plain">Delete for good…</Button>
        </span>
      </Row>
      <div style={{ height: 16 }} />
      <Row caption="Fields">
        <span style={{ width: 180 }}>
          <TextField label="Name" isLabelHidden defaultValue="Family photos" />
        </span>
        <Forced state="focus-within" selector="[role=presentation]">
          <span style={{ width: 180 }}>
            <TextField label="Name" isLabelHidden defaultValue="Focused" />
          </span>
        </Forced>
        <span style={{ width: 372 }}>
          <TextField
            label="Bucket"
            isLabelHidden
            defaultValue="holm archive"
            error="A bucket name has no spaces. Did you mean holm-archive?"
          />
        </span>
      </Row>
      <div style={{ height: 16 }} />
      <Row caption="Choices">
        <RadioList
          form="plain"
          label="Choices"
          value="a"
          onChange={nothing}
          choices={[
            { id: 'a', label: 'Chosen' },
            { id: 'b', label: 'Not chosen' },
          ]}
        />
        <Checkbox isSelected>Ticked</Checkbox>
        <Checkbox>Not ticked</Checkbox>
      </Row>
      <div style={{ height: 12 }} />
      <Row caption="Progress">
        <span className={classList(styles, 'column')} style={{ paddingTop: 8 }}>
          <Progress label="a" percent={62} width={176}>
            62 %, 16 seconds left
          </Progress>
          <Progress label="b" percent={33} width={176} state="paused">
            Paused at 33 %
          </Progress>
          <Progress label="c" percent={48} width={176} state="failed">
            Stopped at 48 %
          </Progress>
        </span>
      </Row>
      <div style={{ height: 16 }} />
      <Row caption="Marks">
        <Mark icon="people">jonas</Mark>
        <Mark icon="check">Checked today</Mark>
        <Mark icon="warning" tone="warn">
          Not seen for 63 days
        </Mark>
        <Mark icon="error-circle" tone="bad">
          Damaged
        </Mark>
        <Mark icon="lock">Locked</Mark>
        <ProgressMark percent={62}>62 %</ProgressMark>
      </Row>
      <div style={{ height: 16 }} />
      <Row caption="Menu, keys">
        <MenuButton
          label="More"
          entries={[
            { id: 'open', label: 'Open', shortcut: '↵', onAction: nothing },
            { id: 'download', label: 'Download…', shortcut: '⌘D', onAction: nothing },
            { id: 'share', label: 'Share…', onAction: nothing },
            { id: 'rename', label: 'Rename', shortcut: 'F2', onAction: nothing },
            'line',
            { id: 'trash', label: 'Move to trash', shortcut: '⌫', isDanger: true, onAction: nothing },
          ]}
        >
          <Button>Menu</Button>
        </MenuButton>
        {['A91E-07B4', '0000-0000', 'FFFF-FFFF'].map((fingerprint) => (
          <span key={fingerprint}>
            <DrawnKey fingerprint={fingerprint} width={84} label={`Key ${fingerprint}`} />
            <Fingerprint value={fingerprint} tone="quiet" />
          </span>
        ))}
      </Row>
      <div style={{ height: 16 }} />
      <Row caption="More">
        <Segmented
          label="Direction"
          value="all"
          onChange={nothing}
          segments={[
            { id: 'all', label: 'All' },
            { id: 'up', label: 'Up' },
            { id: 'down', label: 'Down' },
          ]}
        />
        <Slider label="Size" icon="photo" minValue={96} maxValue={240} value={152} onChange={nothing} />
        <span style={{ width: 240 }}>
          <PasswordField label="Password" showLabel="Show password" hideLabel="Hide password" defaultValue="secret" />
        </span>
        <span style={{ width: 480 }}>
          <Note tone="bad" title="It did not work.">
            Nothing was changed.
          </Note>
        </span>
        <span style={{ width: 480 }}>
          <Note tone="info" title="Good to know.">
            Nothing to do here.
          </Note>
        </span>
      </Row>
    </>
  );
}
