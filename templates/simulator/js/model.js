// What the page knows: phones, numbers, messages, events and faults, kept fresh by polling.

import { call } from "./net.js";

const EVERY_MS = 700;
const SLOWEST_MS = 4000;
const SLOW_PART = 4; // phones, numbers and faults change rarely: asked every fourth time

export const model = {
  link: "wait",
  ready: false,
  numbers: [],
  phones: [],
  faults: {},
  messages: new Map(),
  events: [],
};

const seen = { messages: 0, events: 0 };
const listeners = new Set();
let round = 0;
let failures = 0;
let wake = () => {};

export const onChange = (listener) => listeners.add(listener);
const tell = (news) => listeners.forEach((listener) => listener(news));

export function known(number) {
  return model.numbers.find((one) => one.number === number);
}

export function partnerOf(message) {
  return message.direction === "inbound"
    ? { phone: message.from, business: message.to }
    : { phone: message.to, business: message.from };
}

// -- what the page asks for

export async function text(from, to, body, media) {
  await call("POST", "/sim/inbound", { from, to, body, media });
  nudge();
}

export async function addPhone(number, name) {
  await call("POST", "/sim/phones", { number, name });
  round = 0;
  await refresh();
}

export async function setFaults(changes) {
  model.faults = await call("POST", "/sim/faults", changes);
  tell({ fresh: [] });
}

export async function mend() {
  model.faults = await call("DELETE", "/sim/faults");
  tell({ fresh: [] });
}

// -- polling

export async function start() {
  document.addEventListener("visibilitychange", nudge);
  for (;;) {
    if (!document.hidden) await attempt();
    await pause();
  }
}

export const nudge = () => wake();

async function attempt() {
  try {
    await refresh();
    failures = 0;
  } catch {
    failures += 1;
    // A single lost answer is nothing; two in a row is worth a word.
    if (failures > 1 || !model.ready) setLink("lost");
  }
}

// A hidden page waits until it is shown again; a lost simulator is asked ever more slowly.
function pause() {
  return new Promise((done) => {
    wake = done;
    if (!document.hidden) setTimeout(done, Math.min(EVERY_MS * 2 ** Math.min(failures, 4), SLOWEST_MS));
  });
}

let running = Promise.resolve();

// One at a time, so that two answers are never applied in the wrong order.
function refresh() {
  running = running.catch(() => {}).then(readAll);
  return running;
}

async function readAll() {
  const slow = round % SLOW_PART === 0;
  const [messages, events, state, faults] = await Promise.all([
    call("GET", `/sim/messages?after=${seen.messages}`),
    call("GET", `/sim/events?after=${seen.events}&limit=1000`),
    slow ? call("GET", "/sim/state") : null,
    slow ? call("GET", "/sim/faults") : null,
  ]);
  if (messages.seq < seen.messages || events.seq < seen.events) return startOver();
  round += 1;
  apply(messages, events, state, faults);
}

// The simulator counts from a lower number than before: it was started afresh, so we forget with it.
function startOver() {
  seen.messages = 0;
  seen.events = 0;
  round = 0;
  model.ready = false;
  model.messages.clear();
  model.events = [];
  return readAll();
}

function apply(messages, events, state, faults) {
  const changed = Boolean(state || messages.messages.length || events.events.length);
  const first = !model.ready;
  const fresh = messages.messages.filter((message) => !model.messages.has(message.sid));
  if (state) Object.assign(model, { numbers: state.numbers, phones: state.phones });
  if (faults) model.faults = faults;
  messages.messages.forEach(remember);
  model.events.push(...events.events);
  events.events.forEach(tick);
  Object.assign(seen, { messages: messages.seq, events: events.seq });
  model.ready = true;
  model.link = "live";
  if (changed || first) tell({ fresh: first ? [] : fresh });
}

function remember(message) {
  const old = model.messages.get(message.sid);
  model.messages.set(message.sid, { ...message, place: old?.place ?? model.messages.size });
}

// What became of a customer's text at the business's server, by message: "taken", "failed" or "lost".
export const taken = new Map();

function tick(event) {
  if (event.kind === "inbound" && event.detail.lost) taken.set(event.sid, "lost");
  if (event.kind !== "webhook_attempt" || !event.sid) return;
  const status = event.detail.status;
  const good = status >= 200 && status < 300;
  // One good attempt is enough; a failed copy after it takes nothing back.
  if (good || taken.get(event.sid) !== "taken") taken.set(event.sid, good ? "taken" : "failed");
}

function setLink(link) {
  if (model.link === link) return;
  model.link = link;
  tell({ fresh: [] });
}
