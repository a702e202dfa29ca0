/** Something the outside is told of. It may come more than once, and two may come in another order. */
export interface Notice {
  /** The same whenever this notice comes: who has it does nothing when it comes again. */
  id: string;
  topic: 'purchase' | 'cancellation';
  body: Record<string, unknown>;
  /** ISO 8601, the database's clock. */
  createdAt: string;
}

/** Where notices go. Throws {@link NotDelivered} unless the receiver said that it has the notice. */
export type NoticeSink = (notice: Notice) => Promise<void>;

/** It is not certain that the receiver has the notice. */
export class NotDelivered extends Error {
  override name = 'NotDelivered';
}
