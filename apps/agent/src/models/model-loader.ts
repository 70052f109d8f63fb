import type { LoadedModel, LoadModelOptions } from '@tensorguard/inference';

/**
 * Turns plaintext model bytes into something that runs; `loadModel` of @tensorguard/inference. The bytes belong to the loader
 * from the call on, and it wipes them also on failure.
 */
export type ModelLoader = (options: LoadModelOptions) => Promise<LoadedModel>;
