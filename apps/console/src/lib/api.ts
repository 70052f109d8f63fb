import type { ApiClient } from '@tensorguard/contract';
import { inject, type InjectionKey } from 'vue';

/** Where the app provides its API client. */
export const API_CLIENT: InjectionKey<ApiClient> = Symbol('api client');

/** The API client of the app. Call it in `setup`. */
export function useApi(): ApiClient {
  const client = inject(API_CLIENT);
  if (client === undefined) throw new TypeError('no API client was provided');
  return client;
}
