import type { Tensor, TensorInfo } from '../tensor.ts';

/** What the thread needs to open a session; `bytes` is transferred to it and wiped there. */
export interface SessionStart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly threads: number;
  /** Memory of the `ThreadActivity` of both sides. */
  readonly activity: SharedArrayBuffer;
}

/** Messages to the thread. */
export type SessionRequest =
  | { readonly kind: 'run'; readonly id: number; readonly feeds: readonly (readonly [name: string, tensor: Tensor])[] }
  | { readonly kind: 'close' };

/** Messages from the thread. */
export type SessionReply =
  | { readonly kind: 'ready'; readonly inputs: readonly RuntimeValue[]; readonly outputs: readonly RuntimeValue[] }
  | { readonly kind: 'load-failed'; readonly message: string }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly outputs: readonly (readonly [name: string, tensor: RuntimeTensor])[];
    }
  | { readonly kind: 'run-failed'; readonly id: number; readonly message: string };

/** A value as the runtime describes it; `dtype` is `null` for what is not a tensor. */
export type RuntimeValue = Omit<TensorInfo, 'dtype'> & { readonly dtype: string | null };

/** A tensor as the runtime returns it, before anybody looked at it. */
export interface RuntimeTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: unknown;
}
