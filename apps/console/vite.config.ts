import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Where the platform's API listens while the console is served by Vite. */
const API_ORIGIN = process.env['TG_CONSOLE_API'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  plugins: [vue(), tailwindcss()],
  build: {
    outDir: 'dist',
    // An asset inlined as a data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The only large piece is the chart engine, which pages load when they draw.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/v1': API_ORIGIN, '/docs': API_ORIGIN, '/openapi.json': API_ORIGIN } },
  test: {
    environment: 'jsdom',
    testTimeout: 20_000,
    include: ['src/**/*.test.ts', '*.test.ts', 'dev/**/*.test.ts'],
    setupFiles: ['dev/vitest-setup.ts'],
    coverage: { include: ['src/**'] },
  },
});
