-- Apply one decision to one number: all of it, or nothing.
--
-- KEYS  1 number   2 timeline   3 events   4 opted_out   5 due:answer   6 due:rest   7 recent
--       8 changes   9 erased_events   10 counted: what happened this hour, for the overview
--       11 untexted: numbers of customers with whom nobody has exchanged a text
--       12 webhook_texts: what webhooks brought lately, which the provider's log must list too
--       13 marketing_off: numbers that get no marketing until their own START
--       14… one key for each message, then two for each item of a queue: the queue, the item
-- ARGV  1 the version that the decision was made for    2 event kind    3 event id ('' = none)
--       4 now (ms)   5 the number   6 count of field/value items, then the items of the number
--       then: count of entries, the entries (JSON)
--       then: count of messages; for each: id, lane (5 or 6: index into KEYS), due (ms), count, items
--       then, if a queue changes or a webhook brought it: count of items; for each: id, ms ('0' = it
--       leaves), count, fields;   then, if a webhook brought it: our address that was texted
--
-- Returns 'applied', 'duplicate', 'forbidden', or {'conflict', the number as it is}.
-- It knows nothing of consent but one thing (I3): OPTED_OUT, and marketing that is switched off, is left only in
-- a commit of an inbound text with an id not seen before that holds the OPT_IN entry for that very id.

local expected, event_kind, event_id, now, number = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if event_id ~= '' and redis.call('SISMEMBER', KEYS[3], event_id) == 1 then
  -- A write, so that WAITAOF on this connection also waits for the first commit of this event.
  redis.call('HINCRBY', KEYS[1], 'duplicates', 1)
  return 'duplicate'
end

-- A text of somebody who was erased since, delivered again or found in the log. Only a text's id is its own:
-- an order of ours may name several numbers, and the others must not be taken for the erased one.
if event_kind == 'inbound' and event_id ~= '' and redis.call('SISMEMBER', KEYS[9], event_id) == 1 then return 'duplicate' end

local stored = redis.call('HMGET', KEYS[1], 'version', 'consent', 'last_out')
redis.call('LLEN', KEYS[2])  -- before the first write: a key of another kind ends this here, with nothing done
if (stored[1] or '0') ~= expected then
  return {'conflict', redis.call('HGETALL', KEYS[1])}
end

local at = 6
local function take()
  local value = ARGV[at]
  at = at + 1
  return value
end
local function take_list()
  local list = {}
  for i = 1, tonumber(take()) do list[i] = take() end
  return list
end

local fields = take_list()
local entries = take_list()

-- For the journal outside Redis: whoever joins or leaves the set, in the order in which it happened.
local function tell(what)
  redis.call('XADD', KEYS[8], '*', 'what', what, 'number', number, 'at', now)
end

-- Counted with what it counts, so that no count is ever lost or doubled (store/campaigns/counts.py).
local function count(what) redis.call('HINCRBY', KEYS[10], what, 1) end

-- What was the last text to this number that was no automatic answer: "sender|template", "" if none lately.
local function last_text()
  local at, what = string.match(stored[3] or '', '^(%d+)|(.*)$')
  return at and tonumber(now) - tonumber(at) <= 2592000000 and what or ''  -- 30 days, domain/campaigns/opt_out_rate.py
end

local consent, marketing, texted = nil, nil, false
for i = 1, #fields, 2 do
  if fields[i] == 'consent' then consent = fields[i + 1] end
  if fields[i] == 'marketing' then marketing = fields[i + 1] end
  texted = texted or fields[i] == 'last_inbound_at' or fields[i] == 'written_at'
end

-- Looked for as text, because cjson refuses half an emoji and a START with one counts. Inside a value
-- every quote is escaped, so a customer's words cannot imitate it.
local function has_opt_in_entry()
  local own = '"event":"' .. event_id .. '"'
  for _, line in ipairs(entries) do
    local function has(part) return string.find(line, part, 1, true) end
    if has('"kind":"consent"') and has('"intent":"OPT_IN"') and has(own) then return true end
  end
  return false
end

-- The set is asked as well: a number whose record was lost is still opted out.
local function opted_out()
  return stored[2] == 'OPTED_OUT' or redis.call('SISMEMBER', KEYS[4], number) == 1
end

if consent and consent ~= 'OPTED_OUT' and opted_out() then
  if event_kind ~= 'inbound' or event_id == '' or not has_opt_in_entry() then
    return 'forbidden'
  end
  if redis.call('SREM', KEYS[4], number) == 1 then tell('opted_in') end
end

-- The same for marketing alone (US-09): only the customer's own START switches it on again. A text that holds
-- marketing until a person has read it loosens nothing where the record was lost: it stays off.
if marketing and marketing ~= 'off' and redis.call('SISMEMBER', KEYS[13], number) == 1 then
  local starts = event_kind == 'inbound' and event_id ~= '' and has_opt_in_entry()
  if marketing == 'held' then
    for i = 1, #fields, 2 do if fields[i] == 'marketing' then fields[i + 1] = 'off' end end
  elseif not starts then return 'forbidden'
  else
    redis.call('SREM', KEYS[13], number)
    tell('marketing_on')
  end
end
if marketing == 'off' and redis.call('SADD', KEYS[13], number) == 1 then tell('marketing_off') end

if consent == 'OPTED_OUT' and redis.call('SADD', KEYS[4], number) == 1 then
  tell('opted_out')
  count('opted_out:' .. event_kind .. ':' .. last_text())
end
if consent == 'EXPRESS' then count('opted_in:' .. event_kind) end
if event_kind == 'inbound' then count('in') end
if event_id ~= '' then redis.call('SADD', KEYS[3], event_id) end
if #fields > 0 then redis.call('HSET', KEYS[1], unpack(fields)) end
if texted then redis.call('ZREM', KEYS[11], number) end
if #entries > 0 then redis.call('RPUSH', KEYS[2], unpack(entries)) end
if #entries > 0 then  -- else nothing happened that a list shows; a message to many moves nobody to its top
  if event_kind == 'bulk' then redis.call('ZADD', KEYS[7], 'NX', now, number)
  else redis.call('ZADD', KEYS[7], now, number) end
end

local key = 14
for i = 1, tonumber(take()) do
  local id, lane, due = take(), tonumber(take()), take()
  redis.call('HSET', KEYS[key], unpack(take_list()))
  redis.call('ZADD', KEYS[lane], due, id)
  key = key + 1
end

for i = 1, tonumber(take() or '0') do
  local id, waits = take(), take()
  redis.call('HSET', KEYS[key + 1], unpack(take_list()))
  if waits == '0' then redis.call('ZREM', KEYS[key], id) else redis.call('ZADD', KEYS[key], waits, id) end
  key = key + 2
end

local texted_to = take()
if texted_to then  -- the last thousand of each shard; whoever reads the log takes the old ones away
  redis.call('ZADD', KEYS[12], now, event_id .. ' ' .. texted_to)
  if redis.call('ZCARD', KEYS[12]) > 1000 then redis.call('ZREMRANGEBYRANK', KEYS[12], 0, 0) end
end
return 'applied'
