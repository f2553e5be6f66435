// Makes the packages of npm from what goreleaser left in dist/: one for each platform that holds the program, and
// "promptgit", which depends on them all and starts the one that npm could install.
//
//   node packaging/npm/build.mjs && for p in dist/npm/*; do npm publish --access public "$p"; done
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const dist = process.argv[2] ?? "dist";
const out = join(dist, "npm");
const read = (file) => JSON.parse(readFileSync(join(dist, file), "utf8"));
const version = read("metadata.json").version.replace(/\+.*/, ""); // npm drops what stands behind a plus
const platforms = { linux: "linux", darwin: "darwin", windows: "win32", freebsd: "freebsd" };
const processors = { amd64: "x64", arm64: "arm64" };

const common = {
  version,
  license: "MIT",
  homepage: "https://github.com/promptgit/promptgit",
  repository: { type: "git", url: "git+https://github.com/promptgit/promptgit.git" },
};

function write(folder, manifest, files) {
  const dir = join(out, folder);
  mkdirSync(dir, { recursive: true });
  for (const [name, source, mode] of files) {
    mkdirSync(join(dir, name, ".."), { recursive: true });
    copyFileSync(source, join(dir, name));
    chmodSync(join(dir, name), mode);
  }
  writeFileSync(join(dir, "package.json"), JSON.stringify({ ...manifest, ...common }, null, 2) + "\n");
}

rmSync(out, { recursive: true, force: true });
const licenses = [["LICENSE", "LICENSE", 0o644], ["THIRD-PARTY-LICENSES", "build/THIRD-PARTY-LICENSES", 0o644]];
const names = [];
for (const { type, goos, goarch, path } of read("artifacts.json")) {
  if (type !== "Binary") {
    continue;
  }
  const os = platforms[goos];
  const cpu = processors[goarch];
  if (!os || !cpu) {
    throw new Error(`no name in npm for ${goos}/${goarch}`);
  }
  const file = os === "win32" ? "promptgit.exe" : "promptgit";
  write(`${os}-${cpu}`, {
    name: `@promptgit/${os}-${cpu}`,
    description: `The program promptgit for ${os} on ${cpu}; install promptgit instead`,
    os: [os],
    cpu: [cpu],
    preferUnplugged: true,
  }, [[`bin/${file}`, path, 0o755], ...licenses]);
  names.push(`@promptgit/${os}-${cpu}`);
}
if (names.length === 0) {
  throw new Error(`no program in ${join(dist, "artifacts.json")}`);
}
write("promptgit", {
  name: "promptgit",
  description: "Version, judge and bisect prompts in a Git repository",
  bin: { promptgit: "promptgit.js" },
  engines: { node: ">=18" },
  optionalDependencies: Object.fromEntries(names.sort().map((name) => [name, version])),
}, [["promptgit.js", "packaging/npm/promptgit.js", 0o755], ["README.md", "README.md", 0o644], ...licenses]);
console.log([...names, "promptgit"].map((name) => `${name}@${version}`).join("\n"));
