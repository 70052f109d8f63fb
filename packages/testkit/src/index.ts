export { CHROMIUM_ARGS, chromiumPath } from './chromium.ts';
export { collectingLogger, type CollectedLine, type CollectingLogger } from './collecting-logger.ts';
export {
  directionClassifier,
  directionClassifierBytes,
  directionClassifierInput,
  directionClassifierPath,
  type DirectionInput,
  type DirectionInputOptions,
} from './direction-classifier.ts';
export { TestkitError, type TestkitErrorCode } from './errors.ts';
export { freePort } from './free-port.ts';
export { aptInstallArgs, installServices, type InstallEnvironment } from './install-services.ts';
export { linearityOf, type Linearity } from './linear-regexp.ts';
export { ManualClock } from './manual-clock.ts';
export {
  bytesField,
  onnxModel,
  varintField,
  type OnnxModelGraph,
  type OnnxModelInitializer,
  type OnnxModelNode,
  type OnnxModelOptions,
  type OnnxModelValue,
} from './onnx-model.ts';
export { POSTGRES_SUPERUSER, startPostgres, type PostgresServer, type StartPostgresOptions } from './postgres.ts';
export { regExpLiterals } from './regexp-literals.ts';
export { seededRandom, type SeededRandom } from './seeded-random.ts';
export { missingServices, requireService, SYSTEM_SERVICES, type SystemService } from './system-services.ts';
export { tempDir, type CleansUp } from './temp-dir.ts';
export { waitFor, type WaitForOptions } from './wait-for.ts';
