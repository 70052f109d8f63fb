import type { CaSigner } from '../ca-signer.ts';
import { bitString, sequence } from './asn1-write.ts';
import { caSignatureAlgorithm } from './signature-algorithms.ts';

/** `SIGNED{tbs}` of X.509: the bytes, the algorithm and the authority's signature over the bytes. */
export async function signStructure(tbs: Buffer, signer: CaSigner): Promise<Buffer> {
  const signature = await signer.sign(tbs);
  return sequence(tbs, caSignatureAlgorithm(), bitString(signature));
}
