import { useToasts } from '../../shell/toasts.ts';
import { FilesRoom } from './files-room.tsx';

export interface FilesViewProps {
  /** Path in the vault; '' is the top. */
  folder: string;
  trash: boolean;
}

/** The files of the vault, folder by folder, and the trash. */
export function FilesView({ folder, trash }: FilesViewProps) {
  return <FilesRoom key={`${trash} ${folder}`} {...{ folder, trash, toasts: useToasts() }} />;
}
