import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Everything the bundle is made of, below `screen/`. tests/app/screen/test_bundle.py computes the same. */
const DECISIVE = [
  'build',
  'index.html',
  'package-lock.json',
  'package.json',
  'src',
  'svelte.config.js',
  'tsconfig.json',
  'vite.config.ts',
];

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** SHA-256 over "name, NUL, SHA-256 of content, newline" of every decisive file, by name. */
function hashOfSources(root: string): string {
  const paths = new Map(
    DECISIVE.flatMap((name) => filesBelow(join(root, name))).map((path) => [relative(root, path).split(sep).join('/'), path]),
  );
  const names = [...paths.keys()].sort();
  return sha256(names.map((name) => `${name}\0${sha256(readFileSync(paths.get(name)!))}\n`).join(''));
}

/** Writes `manifest.json` beside the bundle: the hash of its sources, and of every file that was built. */
export function sourceManifest(root: string): Plugin {
  return {
    name: 'source-manifest',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = Object.entries(bundle).map(([name, item]): [string, string] => [
          name,
          sha256(item.type === 'chunk' ? item.code : item.source),
        ]);
        const manifest = { format: 1, sources: hashOfSources(root), files: Object.fromEntries(files.sort()) };
        this.emitFile({ type: 'asset', fileName: 'manifest.json', source: `${JSON.stringify(manifest, null, 1)}\n` });
      },
    },
  };
}
