import type { z } from 'zod';

/** First problems of a schema check as text, `path: message`, bounded so that hostile input cannot flood a log. */
export function describeIssues(error: z.ZodError, limit = 5): string {
  return error.issues
    .slice(0, limit)
    .map((issue) => `${issue.path.join('.').slice(0, 120) || '(root)'}: ${issue.message.slice(0, 200)}`)
    .join('; ');
}
