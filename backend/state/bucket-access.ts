import type { StateDatabase } from './database.ts';

/** What opens a bucket beside its address. */
export interface BucketAccess {
  /** Without it: the environment, then the profile files of this computer. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** One certificate trusted beside those of the system: PEM, or its SHA-256. */
  readonly trust?: string | undefined;
}

/** Where the access to buckets is kept, by address. */
export interface AccessMemory {
  get(address: string): Promise<BucketAccess | undefined>;
  /** Replaces what was kept of this address. */
  keep(address: string, access: BucketAccess): Promise<void>;
}

/** The access that was entered in Latchkey, in a file that its owner alone can read. It opens the bucket and no file in it. */
export class KeptAccess implements AccessMemory {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(address: string): Promise<BucketAccess | undefined> {
    const query = this.#state.selectFrom('bucket_access').selectAll().where('address', '=', address);
    const row = await query.executeTakeFirst();
    if (row === undefined) return undefined;
    const { access_key_id: accessKeyId, secret: secretAccessKey, trust } = row;
    return {
      ...(accessKeyId !== null && secretAccessKey !== null && { credentials: { accessKeyId, secretAccessKey } }),
      ...(trust !== null && { trust }),
    };
  }

  async keep(address: string, { credentials, trust }: BucketAccess): Promise<void> {
    const values = {
      access_key_id: credentials?.accessKeyId ?? null,
      secret: credentials?.secretAccessKey ?? null,
      trust: trust ?? null,
    };
    await this.#state
      .insertInto('bucket_access')
      .values({ address, ...values })
      .onConflict((conflict) => conflict.column('address').doUpdateSet(values))
      .execute();
  }
}
