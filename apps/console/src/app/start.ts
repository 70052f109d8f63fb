import { createApp } from 'vue';
import App from './App.vue';
import { installProviders } from './providers.ts';
import '../style.css';

/** Puts the console into the page. */
export function startConsole(selector: string): void {
  const app = createApp(App);
  installProviders(app);
  app.mount(selector);
}
