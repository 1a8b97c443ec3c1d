/** What a computer remembers of one file: object keys, whose names are sealed. */
export interface RememberedFile {
  readonly id: string;
  /** Where its objects lay when last listed; nowhere where it vanished. */
  readonly objectKeys: readonly string[];
  /** The highest revision of it that was ever seen and opened, and the object key that its record stood in. */
  readonly seen: { readonly revision: number; readonly objectKey: string } | undefined;
}

/** When listings began, by the bucket's clock. */
export interface ListingTimes {
  /** The last complete one. */
  readonly listed: Date;
  /** The last one of everything. */
  readonly listedFully: Date;
}

/**
 * What a computer keeps of an account's listings from one start to the next (format 3.6, 3.7). Losing it costs speed, and the memory that
 * detects rollbacks. Whoever implements it needs to know nothing of what the keys mean.
 */
export interface CatalogMemory {
  /**
   * Tells of all files, in pages.
   * @returns undefined where no listing was ever complete at this place; then no object key of a file counts, and what was seen of it does
   */
  load(see: (files: readonly RememberedFile[]) => void): Promise<ListingTimes | undefined>;
  /**
   * Keeps what changed: all of it or nothing, so that no time stands there without what was listed until then.
   * @param files those that are not as they were last kept; one without object keys and never seen is forgotten
   */
  save(times: ListingTimes, files: Iterable<RememberedFile>): Promise<void>;
}
