import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { z } from 'zod';
import { Budget } from '../evidence/run.ts';
import { knownMeasurement, nearestMeasurement, parseMeasurementName } from '../measurements/catalog.ts';

/** A budgets file that cannot be used: where, why, and what would do. */
export class BudgetsError extends Error {
  override readonly name = 'BudgetsError';
  readonly usage = true;
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

const formHint = 'A budget is written `http.p95: { max: 200 }` or `http.p95: "<= 200"`.';

const Bounds = z
  .strictObject({ max: z.number().optional(), min: z.number().optional() })
  .refine(({ max, min }) => max !== undefined || min !== undefined, 'a budget needs a max or a min')
  .refine(({ max, min }) => max === undefined || min === undefined || min <= max, 'min is above max');

/**
 * Read a budgets file: a YAML mapping from measurement to bounds (inclusive), as `{ max: 200 }`, `{ min: 100 }`
 * or the short `"<= 200 ms"`.
 * @param source the file's name, for messages
 * @throws BudgetsError with the line, and for an unknown name the nearest right one
 */
export function parseBudgets(text: string, source: string): Budget[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new BudgetsError(`${source}:${line}: ${problem.message.split('\n')[0]}`, formHint);
  }
  if (!isMap(document.contents) || document.contents.items.length === 0) {
    throw new BudgetsError(`${source} holds no budgets`, formHint);
  }
  return document.contents.items.map((item) => {
    const start = isScalar(item.key) ? (item.key.range?.[0] ?? 0) : 0;
    return budgetOf(item, `${source}:${lines.linePos(start).line}`);
  });
}

function budgetOf({ key, value }: Pair, where: string): Budget {
  const measurement = isScalar(key) ? String(key.value) : '';
  const known = knownMeasurement(measurement);
  if (known === null) throw unknownName(measurement, where);
  const written: unknown = isScalar(value) ? value.value : isMap(value) ? value.toJSON() : null;
  const bounds = typeof written === 'string' ? shortForm(written, known.unit) : written;
  const parsed = Bounds.safeParse(bounds);
  if (parsed.success) return Budget.parse({ measurement, ...parsed.data });
  const why = parsed.error.issues.map(({ message }) => message).join('; ');
  throw new BudgetsError(`${where}: ${measurement}: ${why}`, formHint);
}

function unknownName(measurement: string, where: string): BudgetsError {
  const base = parseMeasurementName(measurement)?.base ?? measurement;
  if (knownMeasurement(base) !== null) {
    const label = knownMeasurement(base)?.label;
    return new BudgetsError(
      `${where}: ${measurement} has a label that ${base} does not take`,
      label == null ? `Write ${base}, without a label.` : `Write ${base}{${label}=…}.`,
    );
  }
  const hint = `Did you mean ${nearestMeasurement(measurement)}? docs/judgement.md lists them all.`;
  return new BudgetsError(`${where}: no measurement «${measurement}»`, hint);
}

/** `<= 200`, `>= 0.5`, with the measurement's unit behind it or none. Null when it is not written so. */
function shortForm(text: string, unit: string): { max: number } | { min: number } | null {
  const [, sign, digits, given] = /^\s*(<=|>=)\s*(-?\d+(?:\.\d+)?)\s*(\S*)\s*$/.exec(text) ?? [];
  if (digits === undefined || (given !== '' && given !== unit)) return null;
  return sign === '<=' ? { max: Number(digits) } : { min: Number(digits) };
}
