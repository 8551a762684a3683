import { mount } from 'svelte';
import App from './parts/App.svelte';
import './style.css';
import { exposeHooks } from './state/hooks';
import { theme } from './state/theme.svelte';

theme.begin();
mount(App, { target: document.getElementById('app')! });
exposeHooks();
