/** Day and time as the browser's language writes them; the text itself where it is no moment. */
export function whenWords(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
