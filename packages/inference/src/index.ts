export { DTYPES, isDType, type DType, type TensorData } from './dtype.ts';
export { InferenceError, type InferenceErrorCode } from './errors.ts';
export { checkInputs, checkOutputs, type GuardOptions, type ValueRange } from './guard.ts';
export {
  InferenceQueue,
  PRIORITIES,
  type InferenceQueueOptions,
  type InferenceQueueStats,
  type Priority,
  type QueueJobOptions,
} from './inference-queue.ts';
export { loadModel, type LoadedModel, type LoadModelOptions, type RunOptions } from './load-model.ts';
export {
  loadModelFiles,
  type LoadModelFilesOptions,
  type ModelFiles,
  type ModelFilesManifest,
  type TestedModel,
} from './load-model-files.ts';
export { checkDescription, describeModel, type ModelDescription } from './model-description.ts';
export { ModelSlot } from './model-slot.ts';
export {
  readOnnxMetadata,
  type OnnxMetadata,
  type OnnxOperator,
  type OnnxOpset,
  type OnnxValue,
} from './onnx-metadata.ts';
export { recordSelfTest } from './record-self-test.ts';
export {
  parseSelfTest,
  runSelfTest,
  type SelfTestMismatch,
  type SelfTestReport,
  type SelfTestVector,
} from './self-test.ts';
export {
  formatTensor,
  formatTensors,
  parseTensor,
  parseTensors,
  type ParseTensorOptions,
  type TensorBase64,
  type TensorEncoding,
  type TensorJson,
} from './tensor-json.ts';
export { tensor, type NamedTensors, type Tensor, type TensorInfo } from './tensor.ts';
