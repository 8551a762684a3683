import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { sourceManifest } from './build/manifest';

// Names without hashes: the committed bundle then changes in content only, and the server sends `no-store`.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [svelte(), sourceManifest(import.meta.dirname)],
  build: {
    outDir: '../src/cryonerve/app/screen/static',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rollupOptions: {
      output: {
        entryFileNames: 'screen.js',
        chunkFileNames: '[name].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: '[name].js' } } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
