import type { Location, RegoError } from '@tensorguard/rego';

/** An error of a policy in a form for programs. */
export interface PolicyErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly location: Location | null;
}

/** What is known of an error. */
export function errorFacts({ code, message, location }: RegoError): PolicyErrorFacts {
  return { code, message, location: location ?? null };
}

/** Where something stands, as editors understand it. */
export function placeText({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** An error for people, its place first unless the message begins with it. */
export function errorText({ code, message, location }: PolicyErrorFacts): string {
  if (location === null) return `${code}: ${message}`;
  const place = placeText(location);
  return message.startsWith(place) ? `${code}: ${message}` : `${place}: ${code}: ${message}`;
}
