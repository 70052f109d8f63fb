import type { ApiSession } from '../api/api-session.ts';
import type { CliIo } from '../cli-io.ts';
import type { ConfirmRequest } from '../input/confirm.ts';
import type { Output } from '../output/output.ts';
import type { Progress } from '../output/progress.ts';

/** What a command's function gets: its parsed input and its tools. */
export interface CommandContext<Options = unknown, Arguments = unknown> {
  readonly args: Arguments;
  readonly options: Options;
  readonly io: CliIo;
  readonly output: Output;
  /** Absolute form of a path that the user gave. */
  readonly path: (given: string) => string;
  /** A progress bar on standard error; silent when that is no terminal. */
  readonly progress: (label: string) => Progress;
  /** The platform as this run is told to reach it. @throws CliError `not_configured`, `url_invalid`, `url_insecure` */
  readonly api: () => Promise<ApiSession>;
  /** Returns when the user agrees. @throws CliError `confirmation_required`, `cancelled` */
  readonly confirm: (request: ConfirmRequest) => Promise<void>;
}
