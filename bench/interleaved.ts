/**
 * Takes each of several measurements once a round, in turn, and every other round backwards: what slows the
 * machine for a while slows all of them, and none is always the one after another.
 *
 * @returns What each measured, one entry a round.
 */
export async function interleaved<Name extends string, T>(
  rounds: number,
  measurements: Record<Name, () => Promise<T>>,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(measurements) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed())
      results[name].push(await measurements[name]());
  }
  return results;
}
