import type { LedgerProof } from '@tensorguard/contract';
import { entryLeafHash, openCheckpoint, verifyInclusion, WebVerifyError } from '@tensorguard/ledger/web';

/** One step of a verification in this browser. */
export interface VerificationStep {
  readonly id: 'entry' | 'leaf' | 'inclusion' | 'ed25519' | 'mldsa';
  readonly title: string;
  readonly outcome: 'verified' | 'failed' | 'unavailable';
  readonly detail: string;
}

/** Base64 of a verifier key begins with the signature type; 0x01 is Ed25519. */
const ED25519_TYPE = 0x01;
const NO_WEBCRYPTO =
  'This browser gives no cryptography to pages without HTTPS. Open the console over HTTPS, or use the offline verifier.';
const NO_ED25519 = 'This browser has no Ed25519. Use a newer one, or the offline verifier.';

/**
 * Verifies an entry as the platform shows it, from its bytes up to the signed checkpoint. Everything is computed here;
 * the keys come from the platform itself, so an auditor compares their ids with ones kept elsewhere.
 */
export async function verifyEntryProof(
  proof: LedgerProof,
  verifierKeys: readonly string[],
): Promise<VerificationStep[]> {
  const steps: VerificationStep[] = [checkShown(proof)];
  if (globalThis.crypto?.subtle === undefined) {
    const unavailable = { outcome: 'unavailable', detail: NO_WEBCRYPTO } as const;
    steps.push({ id: 'leaf', title: LEAF_TITLE, ...unavailable });
    steps.push({ id: 'inclusion', title: INCLUSION_TITLE, ...unavailable });
    steps.push({ id: 'ed25519', title: ED25519_TITLE, ...unavailable });
  } else {
    const leaf = await entryLeafHash(new TextEncoder().encode(proof.raw));
    steps.push(checkLeaf(leaf, proof));
    steps.push(await checkInclusion(leaf, proof));
    steps.push(await checkCheckpointSignature(proof.checkpoint, verifierKeys));
  }
  return [...steps, mlDsaStep()];
}

const LEAF_TITLE = 'Leaf hash of the exact bytes';
const INCLUSION_TITLE = 'Inclusion under the checkpoint’s root';
const ED25519_TITLE = 'Ed25519 signature on the checkpoint';

/** What is shown must be what the bytes say. */
function checkShown({ entry, raw }: LedgerProof): VerificationStep {
  const step = { id: 'entry', title: 'The page shows what the bytes say' } as const;
  let said: unknown;
  try {
    said = JSON.parse(raw);
  } catch {
    return { ...step, outcome: 'failed', detail: 'The bytes are not JSON.' };
  }
  const { seq, time, type, actor, subject } = said as Partial<LedgerProof['entry']>;
  const same =
    seq === entry.seq &&
    type === entry.type &&
    time !== undefined &&
    Date.parse(time) === Date.parse(entry.time) &&
    actor?.id === entry.actor.id &&
    actor.kind === entry.actor.kind &&
    subject?.id === entry.subject.id &&
    subject.kind === entry.subject.kind;
  return same
    ? { ...step, outcome: 'verified', detail: 'Number, time, type, actor and subject are the same.' }
    : { ...step, outcome: 'failed', detail: 'Number, time, type, actor or subject differ from the bytes.' };
}

function checkLeaf(computed: string, { leafHash }: LedgerProof): VerificationStep {
  const step = { id: 'leaf', title: LEAF_TITLE } as const;
  return computed === leafHash
    ? { ...step, outcome: 'verified', detail: computed }
    : { ...step, outcome: 'failed', detail: `The bytes hash to ${computed}, not to ${leafHash}.` };
}

async function checkInclusion(leafHash: string, proof: LedgerProof): Promise<VerificationStep> {
  const step = { id: 'inclusion', title: INCLUSION_TITLE } as const;
  const head = readHead(proof.checkpoint);
  if (head === null || head.size !== proof.treeSize) {
    return { ...step, outcome: 'failed', detail: 'The checkpoint cannot be read, or is of another tree size.' };
  }
  try {
    const index = proof.entry.seq;
    await verifyInclusion({ index, size: head.size, root: head.root, leafHash, proof: proof.inclusionProof });
    const detail = `Entry ${index} is one of ${head.size} under root ${head.root}.`;
    return { ...step, outcome: 'verified', detail };
  } catch (error) {
    if (!(error instanceof WebVerifyError)) throw error;
    return { ...step, outcome: 'failed', detail: 'The proof does not lead from this entry to the checkpoint’s root.' };
  }
}

/** Verifies a checkpoint's Ed25519 line with the log's key. */
export async function checkCheckpointSignature(
  note: string,
  verifierKeys: readonly string[],
): Promise<VerificationStep> {
  const step = { id: 'ed25519', title: ED25519_TITLE } as const;
  if (globalThis.crypto?.subtle === undefined) return { ...step, outcome: 'unavailable', detail: NO_WEBCRYPTO };
  const key = verifierKeys.find((candidate) => typeOf(candidate) === ED25519_TYPE);
  if (key === undefined) return { ...step, outcome: 'unavailable', detail: 'The platform names no Ed25519 key.' };
  if (!(await hasEd25519())) return { ...step, outcome: 'unavailable', detail: NO_ED25519 };
  try {
    const { origin, keyId } = await openCheckpoint(note, key);
    return { ...step, outcome: 'verified', detail: `Signed by ${origin}, key ${keyId}.` };
  } catch (error) {
    if (!(error instanceof WebVerifyError)) throw error;
    return { ...step, outcome: 'failed', detail: `Not signed by the log’s key (${error.code}).` };
  }
}

function mlDsaStep(): VerificationStep {
  return {
    id: 'mldsa',
    title: 'ML-DSA-44 cosignature (post-quantum)',
    outcome: 'unavailable',
    detail: 'Browsers have no ML-DSA. The offline verifier checks it.',
  };
}

/** Size and root in a checkpoint's text, which its signature covers (c2sp.org/tlog-checkpoint). */
function readHead(note: string): { size: number; root: string } | null {
  const [, size, root] = note.split('\n');
  return size !== undefined && /^(0|[1-9]\d{0,15})$/.test(size) && root !== undefined
    ? { size: Number(size), root }
    : null;
}

function typeOf(verifierKey: string): number | undefined {
  try {
    return atob(verifierKey.split('+').slice(2).join('+')).charCodeAt(0);
  } catch {
    return undefined;
  }
}

async function hasEd25519(): Promise<boolean> {
  try {
    // Any 32 bytes can be offered; an unknown algorithm is refused before they are looked at.
    await crypto.subtle.importKey('raw', new Uint8Array(32), 'Ed25519', false, ['verify']);
    return true;
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'NotSupportedError');
  }
}
