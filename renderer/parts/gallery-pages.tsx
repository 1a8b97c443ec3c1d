import { useState } from 'react';
import { Button } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { classList } from './class-list.ts';
import { DefinitionList } from './definition-list.tsx';
import { Dialog } from './dialog.tsx';
import { DrawnKey } from './drawn-key.tsx';
import { DropZoneOverlay } from './drop-zone-overlay.tsx';
import { EmptyState } from './empty-state.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { View } from './frame.tsx';
import { Forced } from './gallery-forced.tsx';
import styles from './gallery.module.css';
import { ICON_PATHS } from './icon-paths.ts';
import { Icon, type IconName } from './icon.tsx';
import { KeyBadge } from './key-badge.tsx';
import { ContextMenu } from './menu.tsx';
import { Note } from './note.tsx';
import { RadioList } from './radio-list.tsx';
import { SearchField } from './search-field.tsx';
import { Steps } from './steps.tsx';
import { TextField } from './text-field.tsx';
import { Toasts, ToastQueue } from './toast.tsx';
import { Toolbar, ToolbarTitle } from './toolbar.tsx';
import { Shell } from './gallery-shell.tsx';

const nothing = () => {};
const isAsked = (word: string) => new URLSearchParams(location.search).has(word);

export function EmptyScene() {
  const [queue] = useState(() => {
    const toasts = new ToastQueue();
    if (isAsked('toast')) {
      toasts.add({ words: '38 files are sealed and sent', action: { label: 'Show', onPress: nothing } });
    }
    return toasts;
  });
  return (
    <Shell current="Files">
      <View
        toolbar={
          <Toolbar label="Tools" title={<ToolbarTitle>Files</ToolbarTitle>}>
            <SearchField label="Search all files" shortcut="⌘F" clearLabel="Clear search" />
          </Toolbar>
        }
      >
        <EmptyState
          drawing={isAsked('envelope') ? 'envelope' : isAsked('page') ? 'page' : 'slot'}
          title="Drop files or folders anywhere"
          actions={
            <>
              <Button kind="filled">Choose files…</Button>
              <Button>Choose a folder…</Button>
            </>
          }
        >
          They are sealed on this computer with Family photos <Fingerprint value="4F2A-91CC" tone="quiet" />.<br />
          The originals stay where they are.
        </EmptyState>
      </View>
      <Toasts queue={queue} label="Messages" />
    </Shell>
  );
}

export function StartScene() {
  return (
    <>
      <div className={classList(styles, 'start')}>
        <h1 style={{ font: 'var(--first)', margin: 0 }}>Save your key file</h1>
        <p style={{ font: 'var(--lead)', color: 'var(--text2)', margin: '8px 0 32px' }}>
          This small file opens everything you put into Latchkey. Keep it where you would keep a house key.
        </p>
        <div style={{ display: 'flex', gap: 28, alignItems: 'center', marginBottom: 28 }}>
          <DrawnKey fingerprint="4F2A-91CC" width={204} />
          <div style={{ flex: 1 }}>
            <TextField
              label="Name of this key"
              defaultValue="Family photos"
              hint={
                <>
                  Fingerprint <Fingerprint value="4F2A-91CC" />
                </>
              }
            />
          </div>
        </div>
        <RadioList
          label="Where"
          value="usb"
          onChange={nothing}
          choices={[
            {
              id: 'usb',
              label: 'USB stick HOLM',
              detail: 'Apart from your files: the safer place. 28 GB free.',
              icon: 'usb-stick',
            },
            {
              id: 'here',
              label: 'Documents on this computer',
              detail: 'If this computer is lost, the key is lost with it.',
              icon: 'laptop',
            },
            { id: 'else', label: 'Somewhere else…', icon: 'folder' },
          ]}
        />
        <div style={{ margin: '16px 0 20px' }}>
          <Checkbox>Protect the key file with a passphrase</Checkbox>
        </div>
        <Note tone="warn" title="There is no spare.">
          Without this file your files stay sealed for good. We do not have a copy and cannot make one.
        </Note>
      </div>
      <div className={classList(styles, 'foot')}>
        <span>
          <Button kind="plain" icon="chevron-left">
            Back
          </Button>
        </span>
        <Steps step={3} of={4} label="Step 3 of 4" />
        <span className={classList(styles, 'end')}>
          <Button kind="plain" icon="printer">
            Print a recovery sheet…
          </Button>
          <Forced state="focus-visible" selector="button">
            <Button kind="filled">Save key file</Button>
          </Forced>
        </span>
      </div>
    </>
  );
}

export function DialogScene({ isAlert }: { isAlert: boolean }) {
  if (isAlert) {
    return (
      <Shell current="Files">
        <Dialog
          isOpen
          onCancel={nothing}
          kind="alert"
          title="aurora-01.jpg was changed after it was sealed"
          aside={{ label: 'Copy details', icon: 'copy', onPress: nothing }}
          outlined={{ label: 'Close', onPress: nothing }}
          filled={{ label: 'Get the earlier version', onPress: nothing }}
        >
          <DefinitionList
            labelWidth={116}
            rows={[
              {
                id: 'a',
                label: 'What happened',
                value: 'Piece 9 of 21 does not match its seal. The copy in holm-archive was altered or damaged.',
              },
              {
                id: 'b',
                label: 'What is safe',
                value: 'Nothing of this copy was saved here. Your other 11 files are whole and on the Desktop.',
              },
              {
                id: 'c',
                label: 'What to do',
                value:
                  'Take the earlier version, from 8 November at 23:12; it is whole. If others can write to this bucket, tell its owner.',
              },
            ]}
          />
        </Dialog>
      </Shell>
    );
  }
  return (
    <Shell current="Files">
      <Dialog
        isOpen
        onCancel={nothing}
        title="“Work” does not open the 12 files in Cabin"
        lead={
          <>
            They need “Family photos” <Fingerprint value="4F2A-91CC" tone="quiet" />; you picked “Work”{' '}
            <Fingerprint value="77B0-1E5D" tone="quiet" />. Nothing was opened or changed.
          </>
        }
        plain={{ label: 'Cancel', onPress: nothing }}
        outlined={{ label: 'Choose another file…', onPress: nothing }}
        filled={{ label: 'Use Family photos', onPress: nothing }}
      >
        <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 28 }}>
          <KeyBadge
            form="stacked"
            caption="The files need"
            name="Family photos"
            fingerprint="4F2A-91CC"
            label="Key Family photos, 4F2A-91CC"
            detail="On USB stick HOLM, plugged in now"
          />
          <KeyBadge
            form="stacked"
            caption="You picked"
            name="Work"
            fingerprint="77B0-1E5D"
            label="Key Work, 77B0-1E5D"
            detail="work.json in Documents"
          />
        </div>
      </Dialog>
    </Shell>
  );
}

export function MenuScene() {
  const entry = (id: string, label: string, shortcut?: string) => ({ id, label, shortcut, onAction: nothing });
  return (
    <Shell current="Files">
      <ContextMenu
        label="Parts"
        point={{ x: 300, y: 100 }}
        onClose={nothing}
        entries={[
          entry('open', 'Open', '↵'),
          entry('download', 'Download…', '⌘D'),
          entry('share', 'Share…'),
          entry('rename', 'Rename', 'F2'),
          'line',
          entry('trash', 'Move to trash', '⌫'),
          { ...entry('gone', 'Delete for good…'), isDanger: true },
        ]}
      />
    </Shell>
  );
}

export function DropScene() {
  return (
    <Shell current="Files">
      <DropZoneOverlay
        title="Drop 23 items into Lofoten 2026"
        fingerprint="4F2A-91CC"
        hint="Hold Alt to choose another key  ·  Press Esc to leave everything as it is"
      >
        Sealed here with <strong>Family photos</strong> <Fingerprint value="4F2A-91CC" />, then sent to holm-archive.
        <br />
        Nothing leaves this computer unsealed.
      </DropZoneOverlay>
    </Shell>
  );
}

export function IconScene() {
  const names = Object.keys(ICON_PATHS) as IconName[];
  return (
    <div className={classList(styles, 'sheet')}>
      {names.map((name) => (
        <div key={name}>
          <Icon name={name} />
          <Icon name={name} size={16} />
          {name}
        </div>
      ))}
    </div>
  );
}
