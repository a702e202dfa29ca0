let turns = 0;
for (;;) turns++;

export const client = { name: `never reached after ${turns}` };
