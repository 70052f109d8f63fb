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
    void verify(shown, keys, () => current);
  });

  async function verify(shown: LedgerProof, keys: readonly string[], isCurrent: () => boolean): Promise<void> {
    try {
      const done = await verifyEntryProof(shown, keys);
      if (isCurrent()) steps.value = done;
    } catch (error) {
      if (isCurrent()) failure.value = error;
    }
  }
  return { steps, failure };
}
