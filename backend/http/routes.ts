import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TSchema } from 'typebox';
import { ErrorBody } from '../contract/errors.ts';

/** Where routes are added: requests and answers are typed by their schemas. */
export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** A route's answers: the good one by its schema, everything else an error body. */
export function answers<Status extends number, Schema extends TSchema>(status: Status, schema: Schema) {
  return { [status]: schema, default: ErrorBody } as { [Key in Status]: Schema } & { default: typeof ErrorBody };
}
