import { Note } from './note.tsx';

/** What did not work and what to do, below the fields of whoever asked for it. */
export function ProblemNote({ problem }: { problem: { readonly happened: string; readonly todo: string } }) {
  return (
    <Note tone="bad" role="alert" title={problem.happened}>
      {problem.todo}
    </Note>
  );
}
