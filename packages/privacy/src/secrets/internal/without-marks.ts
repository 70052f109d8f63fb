/** A text without marks at its end, such as those of a sentence behind a password. */
export function withoutMarks(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && marks.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
