import { InferenceError } from './errors.ts';
import { loadModel, type LoadedModel, type LoadModelOptions, type RunOptions } from './load-model.ts';
import { checkDescription, type ModelDescription } from './model-description.ts';
import { parseSelfTest, runSelfTest, type SelfTestReport } from './self-test.ts';

/** The part of a package manifest that loading needs. */
export interface ModelFilesManifest {
  readonly files: readonly { readonly path: string; readonly role: string }[];
  readonly model: ModelDescription;
  /** Self-test vectors in JSON form. */
  readonly selfTest: readonly unknown[];
}

/** A verified and unlocked package: its manifest and the plaintext of its files, in memory. */
export interface ModelFiles {
  readonly manifest: ModelFilesManifest;
  readFile(path: string): Promise<Uint8Array>;
}

/** A loaded model with the outcome of its self-test, `null` when the package has none. */
export interface TestedModel {
  readonly model: LoadedModel;
  readonly selfTest: SelfTestReport | null;
}

/** How to load a package's model; see {@link LoadModelOptions}. */
export interface LoadModelFilesOptions extends Omit<LoadModelOptions, 'bytes'> {
  /** Limits of each run of the self-test. */
  readonly selfTestRun?: RunOptions;
}

/**
 * Loads the one model of a package and runs the package's self-test on it. A model that fails is returned with its report:
 * whoever asked decides and disposes.
 *
 * @throws InferenceError `model_unsupported` when the package has not exactly one model file, `model_mismatch` when the
 * manifest describes another model, `self_test_invalid`, and the codes of `loadModel`
 */
export async function loadModelFiles(files: ModelFiles, options: LoadModelFilesOptions = {}): Promise<TestedModel> {
  const { selfTestRun = {}, ...loading } = options;
  const models = files.manifest.files.filter(({ role }) => role === 'model');
  const [file] = models;
  if (file === undefined || models.length > 1) {
    throw new InferenceError('model_unsupported', 'a package must have exactly one model file', {
      details: { paths: models.map(({ path }) => path) },
    });
  }
  const vectors = files.manifest.selfTest.length > 0 ? parseSelfTest(files.manifest.selfTest) : [];
  const model = await loadModel({ ...loading, bytes: await files.readFile(file.path) });
  try {
    checkDescription(files.manifest.model, model.metadata);
    return { model, selfTest: vectors.length === 0 ? null : await runSelfTest(model, vectors, selfTestRun) };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}
