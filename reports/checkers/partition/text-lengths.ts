/** What stands before a text in a record: its length in bytes, or one of these. */
export const lengthOf = {
  longestShort: 253,
  /** An int follows, its length in bytes, and then UTF-16. */
  long: 254,
  none: 255,
} as const;
