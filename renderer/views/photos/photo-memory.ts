import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { QUERY } from '../../data/queries.ts';
import { PhotoShapes } from './photo-shapes.ts';

/** The shapes of the pictures; whoever comes back to the room soon finds them. They go with the session, as names do. */
export function usePhotoShapes(): PhotoShapes {
  const client = useQueryClient();
  const [shapes] = useState(() => client.getQueryData<PhotoShapes>(QUERY.photoShapes) ?? new PhotoShapes());
  useEffect(() => () => void client.setQueryData(QUERY.photoShapes, shapes), [client, shapes]);
  return shapes;
}
