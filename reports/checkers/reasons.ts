const reasons = ['busy', 'payment-refused', 'expired', 'taken', 'sold-out'] as const;

/** Why somebody was refused, as the first word of the error says. */
export type Reason = (typeof reasons)[number];

/** No two begin alike, which spares the operations of a whole history a regular expression each. */
const byInitial = new Map<string, Reason>(reasons.map((reason) => [reason.charAt(0), reason]));

/** The reason that an error begins with; null where it gives none of those known. */
export function reasonOf(error: string | null): Reason | null {
  if (error === null) return null;
  const reason = byInitial.get(error.charAt(0));
  if (reason === undefined || error === reason) return reason ?? null;
  return error.startsWith(reason) && !/\w/.test(error.charAt(reason.length)) ? reason : null;
}

/** Whether a refusal for that reason leaves open if there was anything to be had. */
export function decidesNothing(reason: Reason | null): boolean {
  return reason === 'busy' || reason === 'payment-refused' || reason === 'expired';
}
