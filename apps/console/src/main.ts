import { createApp } from 'vue';
import { z } from 'zod';
import App from './app/App.vue';
import { installProviders } from './app/providers.ts';
import './style.css';

// Compiled validators need `new Function`, which the content security policy forbids.
z.config({ jitless: true });

const app = createApp(App);
installProviders(app);
app.mount('#app');
