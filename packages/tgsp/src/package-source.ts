import { open } from 'node:fs/promises';
import { TgspError } from './errors.ts';

/** Random access to the bytes of a package: a file, memory, or a remote store that serves ranges. */
export interface PackageSource {
  /** Size of the whole package, bytes. */
  readonly size: number;
  /** Reads `length` bytes at `offset`. Fewer bytes than asked for mean that the source ended early. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Like `read` into memory of the caller; gives the count of bytes read. Spares a copy when the source can do it. */
  readInto?(target: Uint8Array, offset: number): Promise<number>;
}

/** A source that holds a file open until `close`. */
export interface FilePackageSource extends PackageSource, AsyncDisposable {
  close(): Promise<void>;
}

/** A package on disk. @throws TgspError `input_unreadable` */
export async function filePackageSource(path: string): Promise<FilePackageSource> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new TgspError('input_unreadable', 'cannot open the package', { cause, details: { path } });
  });
  const { size } = await file.stat();
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    let done = 0;
    while (done < target.byteLength) {
      const { bytesRead } = await file.read(target, done, target.byteLength - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  };
  const close = (): Promise<void> => file.close();
  return {
    size,
    readInto,
    read: async (offset, length) => {
      const target = Buffer.allocUnsafe(Math.min(length, Math.max(0, size - offset)));
      return target.subarray(0, await readInto(target, offset));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A package in memory. The bytes are not copied: do not change them while the package is open. */
export function bytesPackageSource(bytes: Uint8Array): PackageSource {
  return {
    size: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/**
 * Fills `target` from a source.
 *
 * @throws TgspError `truncated` when the source ends early, `input_unreadable` when it fails
 */
export async function readExactly(source: PackageSource, offset: number, target: Uint8Array): Promise<void> {
  let count: number;
  try {
    if (source.readInto === undefined) {
      const bytes = await source.read(offset, target.byteLength);
      count = bytes.byteLength;
      if (count <= target.byteLength) target.set(bytes);
    } else {
      count = await source.readInto(target, offset);
    }
  } catch (cause) {
    if (cause instanceof TgspError) throw cause;
    throw new TgspError('input_unreadable', 'the package cannot be read', { cause, details: { offset } });
  }
  if (count !== target.byteLength) {
    throw new TgspError('truncated', 'the package ends early', {
      details: { offset, wanted: target.byteLength, count },
    });
  }
}
