import type { CommandNode } from '../../command/command-spec.ts';
import { releaseDownloadCommand } from './download.ts';
import { releaseListCommand } from './list.ts';
import { releaseShowCommand } from './show.ts';
import { releaseUploadCommand } from './upload.ts';
import { releaseVerifyCommand } from './verify.ts';
import { releaseWithdrawCommand } from './withdraw.ts';

export const releaseCommands: readonly CommandNode[] = [
  releaseUploadCommand,
  releaseListCommand,
  releaseShowCommand,
  releaseVerifyCommand,
  releaseDownloadCommand,
  releaseWithdrawCommand,
];
