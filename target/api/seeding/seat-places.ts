/** Where a seat is. */
export interface SeatPlace {
  section: string;
  row: string;
  number: number;
}

const seatsPerRow = 20;
const rowsPerSection = 25;

/** Places for `count` seats: rows of 20, sections of 25 rows (A, B, … Z, AA, …), filled in order. */
export function seatPlaces(count: number): SeatPlace[] {
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / seatsPerRow);
    return {
      section: letters(Math.floor(row / rowsPerSection)),
      row: String((row % rowsPerSection) + 1),
      number: (index % seatsPerRow) + 1,
    };
  });
}

/** 0 → A, 25 → Z, 26 → AA: numbers written in letters, as spreadsheets name their columns. */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
