import { ApiError, operatorRoutes, type ApiClient } from '@tensorguard/contract';

/** Callers at the same time. */
const CALLERS = 4;

/**
 * Several callers make fleets, one after the other, each until its first failure. Names of fleets whose creation was
 * answered with success are added to `acknowledged` at that moment. Gives the codes by which the callers ended.
 */
export function createFleetsUntilRefused(api: ApiClient, prefix: string, acknowledged: string[]): Promise<string[]> {
  const caller = async (_: unknown, number: number): Promise<string> => {
    for (let i = 0; ; i++) {
      const name = `${prefix} ${number}.${i}`;
      try {
        await api.call(operatorRoutes.createFleet, { body: { name } });
        acknowledged.push(name);
      } catch (error) {
        if (error instanceof ApiError) return error.code;
        throw error;
      }
    }
  };
  return Promise.all(Array.from({ length: CALLERS }, caller));
}
