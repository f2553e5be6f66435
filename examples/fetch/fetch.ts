// Fetch a prompt of promptgit serve --api, and keep it until its ETag changes.
type Prompt = { rev: string; model: string | null; messages: { role: string; content: string }[] };

const base = process.env.PROMPTGIT_URL ?? "http://127.0.0.1:7717";
const token = process.env.PROMPTGIT_API_TOKEN ?? "";
const kept = new Map<string, { etag: string; prompt: Prompt }>(); // by address

export async function fetchPrompt(prompt: string, label: string, user?: string): Promise<Prompt> {
  const query = new URLSearchParams(user ? { label, user } : { label });
  const url = `${base}/api/v1/prompts/${prompt.split("/").map(encodeURIComponent).join("/")}?${query}`;
  const has = kept.get(url);
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  if (has) headers.set("If-None-Match", has.etag);
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    if (answer.status === 304 && has) return has.prompt;
    if (answer.ok) {
      const prompt: Prompt = await answer.json();
      kept.set(url, { etag: answer.headers.get("ETag") ?? "", prompt });
      return prompt;
    }
    if (!has || [400, 401, 404].includes(answer.status)) throw new Refused(`${answer.status}: ${await answer.text()}`);
    return has.prompt; // the server fails: what we have
  } catch (error) {
    if (has && !(error instanceof Refused)) return has.prompt;
    throw error;
  }
}
class Refused extends Error {}
