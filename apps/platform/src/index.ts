export { startPlatform, type Platform, type PlatformParts } from './compose.ts';
export { ENV_PREFIX, platformConfigSchema, readPlatformConfig, type PlatformConfig } from './config.ts';
export { openApi } from './http/operator-server.ts';
export { ProductionRefusal, productionViolations, type ProductionViolation } from './production.ts';
export type { LocalAdmin } from './bootstrap.ts';
