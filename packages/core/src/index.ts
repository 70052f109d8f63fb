export { Backoff, type BackoffOptions } from './backoff.ts';
export { canonicalBytes, canonicalJson, type JsonValue } from './canonical-json.ts';
export { isoTime, systemClock, type Clock } from './clock.ts';
export { envNameOf, loadConfig, type ConfigSources, type Environment } from './config.ts';
export { CoreError, type CoreErrorCode } from './core-error.ts';
export { digestPattern, type Digest } from './digest-pattern.ts';
export { digestOf, sha256 } from './digest.ts';
export { CodedError, messageOf, type ErrorContext, type ErrorDetails } from './errors.ts';
export { ensurePrivateDir, PRIVATE_DIR_MODE, PRIVATE_FILE_MODE, syncDir, writeFileAtomic } from './files.ts';
export { idPattern } from './id-pattern.ts';
export { newId, parseId, type Id } from './ids.ts';
export {
  createLogger,
  LOG_LEVELS,
  silentLogger,
  type LogFields,
  type Logger,
  type LogLevel,
  type LoggerOptions,
} from './logger.ts';
