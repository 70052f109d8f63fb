import type { LedgerProof } from '@tensorguard/contract';
import { shallowRef, toValue, watchEffect, type MaybeRefOrGetter, type Ref } from 'vue';
import { verifyEntryProof, type VerificationStep } from '../../lib/verify-proof.ts';

/** Verifies a proof as soon as proof and keys are there; `undefined` while it computes. */
export function useVerification(
  proof: MaybeRefOrGetter<LedgerProof | undefined>,
  verifierKeys: MaybeRefOrGetter<readonly string[] | undefined>,
): { steps: Readonly<Ref<readonly VerificationStep[] | undefined>>; failure: Readonly<Ref<unknown>> } {
  const steps = shallowRef<readonly VerificationStep[]>();
  const failure = shallowRef<unknown>();
  watchEffect((onCleanup) => {
    const shown = toValue(proof);
    const keys = toValue(verifierKeys);
    steps.value = undefined;
    failure.value = undefined;
    if (!shown || !keys) return;
    let current = true;
    onCleanup(() => (current = false));
    verifyEntryProof(shown, keys).then(
      (done) => {
        if (current) steps.value = done;
      },
      (error: unknown) => {
        if (current) failure.value = error;
      },
    );
  });
  return { steps, failure };
}
