import { directionClassifier, directionClassifierInput } from '@tensorguard/testkit';
import { LINE } from './packages.ts';

/** What the local API of an agent said to a picture. */
export interface Classification {
  readonly status: number;
  /** Problem code of a refusal. */
  readonly code: string | undefined;
  /** Number of the release that answered. */
  readonly release: number | undefined;
  /** `upright` or `upside down`. */
  readonly label: string | undefined;
}

/** Asks an agent's local API which way up a line of text stands. */
export async function classify(apiUrl: string, upsideDown = false): Promise<Classification> {
  const { dtype, shape, data } = directionClassifierInput({ text: 'ALERT', upsideDown });
  const input = { dtype, shape, data: Buffer.from(data.buffer).toString('base64') };
  const response = await fetch(`${apiUrl}/v1/models/${LINE}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: { [directionClassifier.input.name]: input } }),
  });
  const body = (await response.json()) as {
    code?: string;
    release?: { number: number };
    outputs?: Record<string, { data: number[] }>;
  };
  const [upright = 0, turned = 0] = body.outputs?.[directionClassifier.output.name]?.data ?? [];
  return {
    status: response.status,
    code: body.code,
    release: body.release?.number,
    label: body.outputs && directionClassifier.classes[upright > turned ? 0 : 1],
  };
}
