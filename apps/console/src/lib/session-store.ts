import type { Permission, Session } from '@tensorguard/contract';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

/** Who is signed in. `unknown` until the platform was asked. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null);
  const status = ref<'unknown' | 'open' | 'closed'>('unknown');

  function open(value: Session): void {
    session.value = value;
    status.value = 'open';
  }
  function close(): void {
    session.value = null;
    status.value = 'closed';
  }
  /** Whether the session may do something; actions it may not do are not offered. */
  function can(permission: Permission): boolean {
    return session.value?.permissions.includes(permission) ?? false;
  }

  return { session, status, open, close, can };
});
