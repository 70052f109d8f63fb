import { config } from 'zod';

// Compiled validators need `new Function`, which the content security policy forbids. Schemas decide when they are made,
// so this comes before the contract is loaded.
config({ jitless: true });
const { startConsole } = await import('./app/start.ts');
startConsole('#app');
