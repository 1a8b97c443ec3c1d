import { useState } from 'react';
import type { KeyView } from '../../../backend/contract/keys.ts';
import type { StateView } from '../../../backend/contract/state.ts';
import type { BucketPlace } from '../storage/bucket-form.ts';
import { useStorageChoice } from '../storage/storage-choice.ts';
import { AccountStep } from './account-step.tsx';
import { DoneStep } from './done-step.tsx';
import { JoinStep } from './join-step.tsx';
import { KeyStep } from './key-step.tsx';
import { ServerStep } from './server-step.tsx';
import { WhereStep } from './where-step.tsx';

type Step =
  | { readonly at: 'where' | 'account' | 'key' | 'server' }
  | { readonly at: 'join'; readonly place: string; readonly from: 'where' | 'account' }
  | { readonly at: 'done'; readonly key: KeyView; readonly isPrinting: boolean };

export interface StartViewProps {
  state: StateView;
  /** Whether the account that is open now has a key; asked once it is open. */
  hasKey: () => Promise<boolean>;
  /** A vault is made and open; more is asked here all the same. */
  onOpen: () => void;
  onDone: () => void;
}

/** First start: where, who, the key file, done. Goes on at the key where an account was left without one. */
export function StartView({ state, hasKey, onOpen, onDone }: StartViewProps) {
  const [place, setPlace] = useState<BucketPlace>({ place: state.vaultPlace.path });
  const storage = useStorageChoice();
  const [step, setStep] = useState<Step>({ at: state.session === null ? 'where' : 'key' });
  const afterJoin = async () => {
    if (await hasKey().catch(() => true)) return onDone();
    onOpen();
    setStep({ at: 'key' });
  };
  switch (step.at) {
    case 'where':
      return (
        <WhereStep
          suggestion={state.vaultPlace}
          place={storage.kind === 'computer' ? place.place : state.vaultPlace.path}
          storage={storage}
          onPlace={(chosen) => {
            setPlace(chosen);
            setStep({ at: 'account' });
          }}
          onJoin={() => setStep({ at: 'join', place: '', from: 'where' })}
          onServer={() => setStep({ at: 'server' })}
        />
      );
    case 'server':
      return <ServerStep onBack={() => setStep({ at: 'where' })} />;
    case 'account':
      return (
        <AccountStep
          place={place}
          onBack={() => setStep({ at: 'where' })}
          onJoin={() => setStep({ at: 'join', place: place.place, from: 'account' })}
          onMade={() => {
            onOpen();
            setStep({ at: 'key' });
          }}
        />
      );
    case 'join':
      return (
        <JoinStep
          example={state.vaultPlace.path}
          place={storage.kind === 'computer' ? step.place : ''}
          storage={storage}
          onBack={() => setStep({ at: step.from })}
          onJoined={() => void afterJoin()}
        />
      );
    case 'key':
      return (
        <KeyStep places={state.keyPlaces} onSaved={(key, isPrinting) => setStep({ at: 'done', key, isPrinting })} />
      );
    case 'done':
  }
  return <DoneStep keyView={step.key} isPrinting={step.isPrinting} vault={state.vault?.name ?? ''} onDone={onDone} />;
}
