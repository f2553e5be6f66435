#!/usr/bin/env node
// Starts the program that npm installed for this platform, as if it had been started itself.
"use strict";

const { spawn } = require("node:child_process");

const platform = `@promptgit/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "promptgit.exe" : "promptgit";

function program() {
  try {
    return require.resolve(`${platform}/bin/${file}`);
  } catch {
    console.error(`promptgit: ${platform} is not installed beside this package
hint: install without --omit=optional; where there is no package for this platform: go install github.com/promptgit/promptgit/cmd/promptgit@latest`);
    process.exit(127);
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });

// Ctrl-C reaches the program from the terminal: a second one from here would make it stop without keeping what is finished.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}

child.on("error", (error) => {
  console.error(`promptgit: ${error.message}`);
  process.exit(126);
});
child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
