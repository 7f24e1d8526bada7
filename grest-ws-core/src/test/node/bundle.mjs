// Bundles the tests of bindings into a page each, as a frontend is bundled: node bundle.mjs <sources> <pages> <name>...
import { build } from "esbuild"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { compile } from "svelte/compiler"

const svelte = {
  name: "svelte",
  setup: ({ onLoad }) => onLoad({ filter: /\.svelte$/ }, async ({ path }) =>
    ({ contents: compile(await readFile(path, "utf8"), { filename: basename(path), generate: "client" }).js.code }))
}

const [sources, pages, ...names] = process.argv.slice(2)
const workers = (await readdir(sources)).filter((name) => name.endsWith(".worker.js"))
await build({
  entryPoints: [...names.map((name) => `${name}.test.js`), ...workers].map((name) => `${sources}/${name}`),
  outdir: pages,
  bundle: true,
  format: "esm",
  target: "es2022",
  nodePaths: [fileURLToPath(new URL("node_modules", import.meta.url))],
  define: { "process.env.NODE_ENV": '"development"' },
  plugins: [svelte],
  logLevel: "warning"
})
for (const name of names) {
  await writeFile(`${pages}/${name}.html`,
    `<!DOCTYPE html><meta charset="utf-8"><title>${name}</title><body><script type="module" src="${name}.test.js"></script>`)
}
