/**
 * @typedef {import('./context.mjs').Step} Step
 * @typedef {import('./context.mjs').Context} Context
 * @typedef {{ step: Step, what: string }} Lack
 * @typedef {{ name: string, seconds: number, where: string }} Brought
 */

/**
 * What is missing, without changing anything.
 *
 * @param {readonly Step[]} steps
 * @param {Context} context
 * @returns {Promise<Lack[]>}
 */
export async function findLacks(steps, context) {
  const found = await Promise.all(steps.map(async (step) => ({ step, what: await step.check(context) })));
  return found.flatMap(({ step, what }) => (what === null ? [] : [{ step, what }]));
}

/**
 * Bring what is missing: a step begins when those it needs are done. What could not be known before (the
 * images, while Docker did not answer) is looked at again when its turn comes.
 *
 * @param {readonly Lack[]} lacks
 * @param {Context} context
 * @param {{ onStart: (step: Step) => void, onDone: (brought: Brought) => void,
 *   onFail: (step: Step) => void, now: () => number }} watch
 *   `now` in milliseconds
 * @returns {Promise<Brought[]>} in the order of the steps
 * @throws the first step's error, once no other step is at work any more
 */
export async function bring(lacks, context, watch) {
  /** @type {Map<string, Promise<Brought | null>>} */
  const turns = new Map();
  /** @type {{ cause: unknown } | undefined} */
  let failure;
  for (const { step } of lacks) {
    const before = step.needs.map((name) => turns.get(name));
    const turn = Promise.all(before).then(async () => {
      // A step whose turn comes after another's failure would only make the user wait for the message.
      if (failure !== undefined || (await step.check(context)) === null) return null;
      watch.onStart(step);
      const start = watch.now();
      const where = await step.bring(context).catch((error) => {
        failure ??= { cause: error };
        watch.onFail(step);
        throw error;
      });
      const brought = { name: step.name, seconds: (watch.now() - start) / 1000, where };
      watch.onDone(brought);
      return brought;
    });
    turns.set(step.name, turn);
  }
  // Stopping the others half-way could leave apt in pieces, so they are waited for.
  await Promise.allSettled(turns.values());
  if (failure !== undefined) throw failure.cause;
  const brought = await Promise.all(turns.values());
  return brought.filter((one) => one !== null);
}
