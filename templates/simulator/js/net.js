// JSON over the same origin, with a limit on how long we wait.

const PATIENCE_MS = 5000;

export class Refusal extends Error {}

export async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Refusal(String(answer.status));
  return answer.json();
}
