export { BUNDLE_FORMAT, MAX_BUNDLE_HISTORY, type BundleHeader } from './bundle-format.ts';
export { BundleWriter, type BundleItem, type BundleOptions } from './bundle-writer.ts';
export {
  checkpointTime,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type Checkpoint,
  type CheckpointInput,
} from './checkpoint.ts';
export {
  consistencyProof,
  verifyConsistency,
  type ConsistencyClaim,
  type VerifiedConsistency,
} from './consistency-proof.ts';
export { parseEntryTile } from './entry-tile.ts';
export {
  encodeEntry,
  FIRST_PREVIOUS,
  MAX_ENTRY_BYTES,
  parseEntry,
  type EncodedEntry,
  type Entry,
  type EntryDraft,
  type EntryFields,
  type EntryParty,
} from './entry.ts';
export { LedgerError, type LedgerErrorCode } from './errors.ts';
export { inclusionProof, verifyInclusion, type InclusionClaim, type VerifiedInclusion } from './inclusion-proof.ts';
export { LogAppender, type AppendedBatch, type AppendedEntry, type LogPosition } from './log-appender.ts';
export { generateLogKeys, type LogKey, type LogKeys } from './log-keys.ts';
export { Ed25519NoteSigner, MlDsa44Cosigner, type LocalSignerOptions, type NoteSigner } from './note-signer.ts';
export { noteVerifier, type NoteVerifier, type SignedCheckpoint } from './note-verifier.ts';
export { readBundleHeader } from './read-bundle-header.ts';
export { RightEdge } from './right-edge.ts';
export { entryTilePath, hashTilePath, TILE_WIDTH } from './tile-path.ts';
export { MemoryTileStore, writeTiles, type Tile, type TileSource, type TileStore } from './tile-store.ts';
export {
  readTlogProof,
  TLOG_PROOF_HEADER,
  verifyTlogProof,
  writeTlogProof,
  type TlogProof,
  type VerifiedTlogProof,
} from './tlog-proof.ts';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './tree-hash.ts';
export { verifyBundle, type VerifyBundleOptions } from './verify-bundle.ts';
export {
  FINDING_KINDS,
  type Finding,
  type FindingEvidence,
  type FindingKind,
  type RejectedLog,
  type VerifiedCheckpoint,
  type VerifiedLog,
  type VerifiedSignature,
  type VerifyReport,
} from './verify-report.ts';
