import { filePackageSource, openPackage, type FilePackageSource, type VerifiedPackage } from '@tensorguard/tgsp';
import { AgentError } from '../errors.ts';
import { verificationKey } from '../identity/directive-keys.ts';
import type { ReleaseRef } from '../reconciler/line-store.ts';
import { requireCompatible, type MachineLimits } from './compatibility.ts';

/** A package that may be unlocked. Close the source after use. */
export interface TrustedPackage {
  readonly verified: VerifiedPackage;
  /** Path of the one model file in the package. */
  readonly modelPath: string;
  readonly source: FilePackageSource;
}

/**
 * Verifies a downloaded package: signed by the publisher that the directive names and by nobody else, of the directive's
 * line, fit for this machine, with one model.
 *
 * @throws TgspError; AgentError `package_wrong_line`, `package_invalid`, `architecture_unsupported`, `memory_too_small`,
 * `agent_too_old`
 */
export async function verifyPackage(
  path: string,
  line: string,
  release: ReleaseRef,
  machine: MachineLimits,
): Promise<TrustedPackage> {
  const publisher = verificationKey(release.publisher);
  const source = await filePackageSource(path);
  try {
    const verified = await openPackage(source, { trustedKeys: publisher === undefined ? [] : [publisher] });
    const { name, files, compatibility } = verified.manifest;
    if (name !== line) {
      throw new AgentError('package_wrong_line', 'the package is of another line than the directive', {
        details: { expected: line, found: name },
      });
    }
    requireCompatible(compatibility, machine);
    const [model, ...more] = files.filter(({ role }) => role === 'model');
    if (model === undefined || more.length > 0) {
      throw new AgentError('package_invalid', 'the package must have exactly one model file');
    }
    return { verified, modelPath: model.path, source };
  } catch (error) {
    await source.close();
    throw error;
  }
}
