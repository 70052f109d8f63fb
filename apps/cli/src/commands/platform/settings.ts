import type { CommandContext } from '../../command/command-context.ts';
import { text } from '../../command/option.ts';

/** Options that name the settings of a platform. */
export const platformOptions = {
  config: text('file', 'JSON file of settings', { completes: 'file' }),
  dataDir: text('dir', 'Folder of data and keys', { completes: 'dir' }),
};

/** Values of {@link platformOptions}. */
export interface PlatformValues {
  readonly config: string | undefined;
  readonly dataDir: string | undefined;
}

type PlatformModule = typeof import('@tensorguard/platform');
type PlatformConfig = ReturnType<PlatformModule['readPlatformConfig']>;

/** Loads the platform, which is too large for commands that do not run it, and reads its settings. */
export async function loadPlatform(
  { io, path }: Pick<CommandContext, 'io' | 'path'>,
  { config, dataDir }: PlatformValues,
): Promise<{ platform: PlatformModule; settings: PlatformConfig }> {
  const platform = await import('@tensorguard/platform');
  const overrides = dataDir === undefined ? {} : { dataDir: path(dataDir) };
  const file = config === undefined ? undefined : path(config);
  return { platform, settings: platform.readPlatformConfig(io.env, overrides, file) };
}
