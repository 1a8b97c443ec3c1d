import { useState } from 'react';
import { Breadcrumb } from './breadcrumb.tsx';
import { Button } from './button.tsx';
import { classList } from './class-list.ts';
import { DefinitionList } from './definition-list.tsx';
import { DrawnKey } from './drawn-key.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { View } from './frame.tsx';
import styles from './gallery.module.css';
import { IconButton, IconToggle } from './icon-button.tsx';
import { KeyBadge } from './key-badge.tsx';
import { Mark } from './mark.tsx';
import { Note } from './note.tsx';
import { Panel, PanelSection } from './panel.tsx';
import { SearchField } from './search-field.tsx';
import { Segmented } from './segmented.tsx';
import { StatusLine } from './status-line.tsx';
import { Strip } from './strip.tsx';
import { Toolbar, ToolbarTitle } from './toolbar.tsx';
import { RAIL_BELOW, useNarrowerThan } from './window-width.ts';
import { Shell } from './gallery-shell.tsx';

const nothing = () => {};
const isAsked = (word: string) => new URLSearchParams(location.search).has(word);

export function FilesScene() {
  const isFolded = useNarrowerThan(RAIL_BELOW);
  const [view, setView] = useState<'list' | 'grid'>('list');
  return (
    <Shell current="Files">
      <View
        toolbar={
          <Toolbar
            label="Tools"
            title={
              <Breadcrumb
                label="Folders above"
                moreLabel="More folders above"
                isFolded={isFolded}
                onOpen={nothing}
                crumbs={['Files', 'Holidays', 'Lofoten 2026'].map((label) => ({ id: label, label }))}
              />
            }
          >
            <SearchField label="Search this folder" shortcut="⌘F" clearLabel="Clear search" />
            <Segmented
              label="View"
              value={view}
              onChange={setView}
              segments={[
                { id: 'list', label: 'List', icon: 'list' },
                { id: 'grid', label: 'Grid', icon: 'grid' },
              ]}
            />
            <IconToggle icon="panel" label="Details" isSelected onChange={nothing} />
            <Button kind="filled" size={28} icon="plus">
              Add files
            </Button>
          </Toolbar>
        }
        strip={
          isAsked('strip') ? (
            <Strip
              icon="cloud-off"
              title="No connection to holm-archive since 14:32."
              action={<Button size={28}>Try now</Button>}
            >
              You can look around and add files. 38 files wait and go on by themselves.
            </Strip>
          ) : undefined
        }
        statusLine={
          <StatusLine>
            <span>14 items, 3.2 GB</span>
            <span>1 selected</span>
          </StatusLine>
        }
        panel={
          isFolded ? undefined : (
            <Panel label="Details">
              <div className={classList(styles, 'preview')} />
              <h2 style={{ font: 'var(--view)', margin: '12px 0 0' }}>hamnoy-morning.jpg</h2>
              <p style={{ color: 'var(--text2)', marginBottom: 12 }}>Photo, 4032 × 2686, 6.4 MB</p>
              <div style={{ display: 'flex', gap: 8 }}>
                <Button size={28} icon="download" fills>
                  Download…
                </Button>
                <Button size={28} icon="share" fills>
                  Share…
                </Button>
                <IconButton icon="dots" label="More" />
              </div>
              <PanelSection title="Versions">Today, 14:02</PanelSection>
              <PanelSection title="Key">
                <KeyBadge
                  form="panel"
                  name="Family photos"
                  fingerprint="4F2A-91CC"
                  label="Key Family photos, 4F2A-91CC"
                  detail="Seen today on USB stick HOLM"
                />
              </PanelSection>
              <PanelSection title="Last verified" action={<Button kind="link">Verify again</Button>}>
                <Mark icon="check">Today, 14:05.</Mark>
              </PanelSection>
            </Panel>
          )
        }
      >
        <span />
      </View>
    </Shell>
  );
}

const KEYS = [
  { name: 'Family photos', fingerprint: '4F2A-91CC', detail: '2,418 files. Seen today.' },
  { name: 'Work', fingerprint: '77B0-1E5D', detail: '812 files. Seen yesterday.' },
  { name: 'Grandparents', fingerprint: 'B81C-20FA', detail: '12 files. Place not remembered.' },
];

export function KeysScene() {
  return (
    <Shell current="Keys">
      <View
        toolbar={
          <Toolbar label="Tools" title={<ToolbarTitle>Keys</ToolbarTitle>}>
            <Button size={28}>Check a key file…</Button>
            <Button size={28} icon="plus">
              New key
            </Button>
          </Toolbar>
        }
      >
        <div style={{ display: 'flex', flex: 1 }}>
          <div style={{ width: 344, padding: 8, borderRight: '1px solid var(--line)' }}>
            {KEYS.map((key) => (
              <div key={key.name} style={{ padding: '0 12px', height: 56, display: 'grid', alignItems: 'center' }}>
                <KeyBadge {...key} label={`Key ${key.name}, ${key.fingerprint}`} />
              </div>
            ))}
          </div>
          <div style={{ flex: 1, padding: '24px 40px', display: 'grid', gap: 28, alignContent: 'start' }}>
            <div style={{ display: 'flex', alignItems: 'center', gap: 28 }}>
              <DrawnKey fingerprint="A91E-07B4" width={224} label="Key Tax papers, A91E-07B4" />
              <div>
                <h2 style={{ font: 'var(--empty)' }}>Tax papers</h2>
                <Fingerprint value="A91E-07B4" size="large" />
              </div>
            </div>
            <Note
              tone="warn"
              title="This key file was last seen 63 days ago"
              actions={
                <>
                  <Button kind="filled" size={28}>
                    Find the key file…
                  </Button>
                  <Button kind="plain" size={28}>
                    Remind me in a week
                  </Button>
                </>
              }
            >
              It was on USB stick HOLM on 18 September. If it is lost, nobody can open the 196 files it sealed. Find it
              now and check that it still opens them.
            </Note>
            <DefinitionList
              rows={[
                { id: 'a', label: 'Seals', value: '196 files, 1.2 GB', action: <Button kind="link">Show them</Button> },
                { id: 'b', label: 'Made', value: '2 March 2026 on Mira’s MacBook' },
                {
                  id: 'c',
                  label: 'Last seen',
                  value: 'USB stick HOLM / keys / tax-papers.json',
                  detail: '18 September 2026, 20:14. Latchkey remembers the place, never the key.',
                },
              ]}
            />
          </div>
        </div>
      </View>
    </Shell>
  );
}
