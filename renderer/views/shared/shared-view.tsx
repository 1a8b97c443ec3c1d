import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenShareView, ReceivedShareView } from '../../../backend/contract/shares.ts';
import { api, ApiError } from '../../api.ts';
import { QUERY, useChange, useGivenShares, useOwnPerson, useReceivedShares } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { View } from '../../parts/frame.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { insideSentence, sentencesOf } from '../../words/sentence.ts';
import { baseName } from '../files/paths.ts';
import { endOf } from '../files/transfer-end.ts';
import { useComparison } from './comparison.tsx';
import { DropDialog, WithdrawDialog } from './end-dialogs.tsx';
import { useFileSharing } from './file-sharing.tsx';
import { GivenList } from './given-list.tsx';
import { OwnWords, OwnWordsDialog } from './own-words.tsx';
import { ReceivedList } from './received-list.tsx';

/** Ids in one request. */
const MAX_IDS = 1000;

async function dropAll(ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += MAX_IDS) await api.dropShares(ids.slice(start, start + MAX_IDS));
}

const WAYS = ['with', 'by'] as const;

/** One that several people have is one file. */
function fileOf(share: ReceivedShareView | GivenShareView): string {
  return 'file' in share ? share.file : share.id;
}

/** What others share with this account, and what it shares. */
export function SharedView() {
  const { t } = useTranslation('shared');
  const { host, transfers } = useServices();
  const toasts = useToasts();
  const comparison = useComparison();
  const sharing = useFileSharing();
  const [way, setWay] = useState<(typeof WAYS)[number]>('with');
  const [dropping, setDropping] = useState<ReceivedShareView>();
  const [withdrawing, setWithdrawing] = useState<GivenShareView>();
  const [isOwn, setOwn] = useState(false);
  const [problem, setProblem] = useState<{ error: unknown; name?: string }>();
  const { data: self } = useOwnPerson();
  const received = useReceivedShares();
  const given = useGivenShares(way === 'by');
  const drop = useChange(dropAll, [QUERY.shares]);
  const withdraw = useChange(
    ({ file, recipient }: GivenShareView) => api.withdrawShares([{ file, recipient: recipient.id }]),
    [QUERY.shares],
  );
  const attempt = async (act: () => Promise<unknown>, name?: string) => {
    try {
      await act();
    } catch (error) {
      setProblem({ error, ...(name !== undefined && { name }) });
    }
  };
  const download = (share: ReceivedShareView) =>
    attempt(async () => {
      const { transfer, addresses } = await api.sharedAddresses([share.id]);
      for (const { address } of addresses) host.save(address);
      const { failures } = await endOf(transfers, transfer);
      if (failures[0] !== undefined) throw new ApiError(failures[0].code, failures[0].message, 0);
    }, baseName(share.path));
  const compare = ({ id, username }: { id: string; username: string | null }) =>
    attempt(async () => {
      const person = await api.person(username === null ? { id } : { username });
      await comparison.meet(person);
    });
  const { data, error, refetch } = way === 'with' ? received : given;
  const files = data?.more === false ? new Set(data.shares.map(fileOf)).size : 0;
  return (
    <View
      toolbar={
        <Toolbar
          label={t('tools')}
          title={<ToolbarTitle>{t('title')}</ToolbarTitle>}
          beside={
            <Segmented
              label={t('which')}
              segments={WAYS.map((id) => ({ id, label: t(id) }))}
              value={way}
              onChange={setWay}
            />
          }
        >
          <Button size={28} onPress={() => setOwn(true)}>
            {t('own.show')}
          </Button>
          <Button size={28} onPress={sharing.ask}>
            {t('pick.open')}
          </Button>
        </Toolbar>
      }
      statusLine={files === 0 ? undefined : <StatusLine>{t(`status.${way}`, { count: files })}</StatusLine>}
    >
      {data === undefined && error !== null ? (
        <EmptyState
          drawing="envelope"
          title={sentencesOf(error).title}
          actions={<Button onPress={() => void refetch()}>{t('again')}</Button>}
        >
          {sentencesOf(error).safe} {sentencesOf(error).todo}
        </EmptyState>
      ) : null}
      {way === 'with' && received.data !== undefined ? (
        received.data.shares.length + received.data.refused.length === 0 ? (
          <EmptyState drawing="envelope" title={t('empty.withTitle')} actions={<OwnWords />}>
            {t('empty.withWords')}
            <br />
            {t('empty.withWords2')}
          </EmptyState>
        ) : (
          <ReceivedList
            list={received.data}
            onDownload={(share) => void download(share)}
            onDrop={setDropping}
            onRemove={(shares) => void attempt(() => drop.mutateAsync(shares.map(({ id }) => id)))}
            onCompare={(sender) => void compare(sender)}
          />
        )
      ) : null}
      {way === 'by' && given.data !== undefined ? (
        given.data.shares.length === 0 ? (
          <EmptyState drawing="envelope" title={t('empty.byTitle')}>
            {t('empty.byWords')}
          </EmptyState>
        ) : (
          <GivenList list={given.data} onWithdraw={setWithdrawing} />
        )
      ) : null}
      {dropping === undefined ? null : (
        <DropDialog
          share={dropping}
          onCancel={() => setDropping(undefined)}
          onEnd={() => {
            setDropping(undefined);
            void attempt(async () => {
              await drop.mutateAsync([dropping.id]);
              toasts.show({ words: t('drop.done', { name: insideSentence(baseName(dropping.path)) }) });
            });
          }}
        />
      )}
      {withdrawing === undefined ? null : (
        <WithdrawDialog
          share={withdrawing}
          onCancel={() => setWithdrawing(undefined)}
          onEnd={() => {
            setWithdrawing(undefined);
            void attempt(async () => {
              await withdraw.mutateAsync(withdrawing);
              const recipient = withdrawing.recipient.username ?? t('row.someone');
              const name =
                withdrawing.path === null ? t('row.deletedInside') : insideSentence(baseName(withdrawing.path));
              toasts.show({ words: t('withdraw.done', { recipient, name }) });
            });
          }}
        />
      )}
      {isOwn && self !== undefined ? <OwnWordsDialog person={self} onClose={() => setOwn(false)} /> : null}
      {comparison.dialog}
      {sharing.dialog}
      <ErrorDialog
        error={problem?.error}
        context={{ name: problem?.name, way: 'down' }}
        onClose={() => setProblem(undefined)}
      />
    </View>
  );
}
