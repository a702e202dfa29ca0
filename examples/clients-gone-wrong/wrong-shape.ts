/** Gone wrong: no client sells chairs, and this one cannot book. */
export const client = {
  name: 'wrong shape',
  sells: 'chair',
  newState: () => null,
};
