/**
 * Hands what was typed on to `set`; afterwards the field shows what holds now, also where it was refused or empty, unless
 * it was typed in again meanwhile.
 */
export async function hand(field: { value: string }, set: (text: string) => Promise<boolean>, given: () => string | number): Promise<void> {
  const text = field.value;
  await set(text);
  if (field.value === text) field.value = String(given());
}

/** The number that was typed, with a true minus too; null where it is none. */
export function numberOf(text: string): number | null {
  const value = Number(text.replace('−', '-'));
  return text.trim() && Number.isFinite(value) ? value : null;
}
