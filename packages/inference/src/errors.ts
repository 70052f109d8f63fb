import { CodedError } from '@tensorguard/core';

/** Codes of errors raised by this package. */
export type InferenceErrorCode =
  | 'aborted'
  | 'deadline_exceeded'
  | 'input_dtype_mismatch'
  | 'input_missing'
  | 'input_not_finite'
  | 'input_out_of_range'
  | 'input_shape_mismatch'
  | 'input_unknown'
  | 'model_disposed'
  | 'model_load_failed'
  | 'model_mismatch'
  | 'model_run_failed'
  | 'model_unsupported'
  | 'onnx_external_data'
  | 'onnx_limit_exceeded'
  | 'onnx_malformed'
  | 'output_dtype_mismatch'
  | 'output_missing'
  | 'output_not_finite'
  | 'output_out_of_range'
  | 'output_shape_mismatch'
  | 'queue_closed'
  | 'queue_full'
  | 'self_test_invalid'
  | 'slot_empty'
  | 'tensor_dtype_unsupported'
  | 'tensor_malformed'
  | 'tensor_not_finite'
  | 'tensor_out_of_range'
  | 'tensor_size_mismatch'
  | 'tensor_too_large';

/** Error of model loading, tensors, guards, queue and slot. */
export class InferenceError extends CodedError<InferenceErrorCode> {}
