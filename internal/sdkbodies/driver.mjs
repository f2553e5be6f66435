// Sends inputs through an official SDK to a server of its own on loopback, and
// prints what arrived there. Arguments: the vendor, the node_modules folder that
// holds the SDK, the file of inputs.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [vendor, folder, inputsFile] = process.argv.slice(2);
const modules = resolve(folder);
const load = createRequire(join(modules, 'of-the-driver.cjs'));
const key = 'key-of-the-recorder';

// How each client is made for a server; an input may name another than its vendor's.
const clients = {
  openai: (base) => new (load('openai').OpenAI)({ apiKey: key, baseURL: base + '/v1', maxRetries: 0 }),
  azure: (base) => new (load('openai').AzureOpenAI)({
    apiKey: key, endpoint: base, apiVersion: '2024-10-21', deployment: 'the-deployment', maxRetries: 0,
  }),
  anthropic: (base) => new (load('@anthropic-ai/sdk').Anthropic)({ apiKey: key, baseURL: base, maxRetries: 0 }),
  google: (base) => new (load('@google/genai').GoogleGenAI)({ apiKey: key, httpOptions: { baseUrl: base } }),
};
const packages = { openai: 'openai', anthropic: '@anthropic-ai/sdk', google: '@google/genai' };
const kept = ['accept', 'anthropic-beta', 'anthropic-version', 'api-key', 'authorization', 'content-type', 'x-api-key', 'x-goog-api-key'];

let arrived = () => {};
const server = createServer((req, res) => {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const headers = Object.fromEntries(kept.filter((name) => name in req.headers).map((name) => [name, req.headers[name]]));
    arrived({ method: req.method, path: req.url, headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
    res.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    res.end('{}'); // what the SDK makes of it is of no interest
  });
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;
process.on('unhandledRejection', () => {}); // of calls whose answer was none

const requests = [];
for (const input of JSON.parse(readFileSync(inputsFile, 'utf8'))) {
  let failed;
  const request = new Promise((take, fail) => {
    [arrived, failed] = [take, fail];
    setTimeout(() => fail(new Error(`${input.name}: no request came`)), 10_000).unref();
  });
  const path = input.call.split('.');
  const method = path.pop();
  const owner = path.reduce((object, name) => object[name], clients[input.client ?? vendor](base));
  Promise.resolve().then(() => owner[method](...input.args)).catch(failed); // without effect once the request is here
  requests.push({ name: input.name, ...(await request) });
}
const { version } = JSON.parse(readFileSync(join(modules, packages[vendor], 'package.json'), 'utf8'));
console.log(JSON.stringify({ sdk: packages[vendor], version, date: new Date().toISOString().slice(0, 10), requests }));
process.exit(0);
