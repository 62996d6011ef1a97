-- The last step before the socket: move a message from `queued` to `sending`, with a deadline.
--
-- KEYS  1 number   2 message   3 due (its lane)   4 claims   5 unknown   6 marketing_by_day   7 opted_out
--       8 marketing_off   9 gaps   10 listening   11 stopped: the switches
-- ARGV  1 the version that the gate saw   2 message id   3 now (ms)   4 deadline (ms)
--       5 '1' for an answer   6 the refusals under trial that it may try: 'all,…' ('' = none)
--       7 count of the number's counters; for each: field, value that was read, new value
--       then field/value items of the message (claim, final_text, …)
--
-- Returns 'claimed'; 'not_queued' (another worker has it, or it was postponed or settled); 'stale' (the
-- number changed since the gate looked, or texts may be lost since: load again); 'no_trial' (another message
-- tries whether the provider takes texts again); 'opted_out' (the set of the
-- opted-out, or of those without marketing, has the number although its record does not say so, as while a
-- backup is put back: I1); 'busy' (another message to the number is in the air). A claim has no TTL: past its
-- deadline it is `unknown`, never `queued`.

local version, id, now = ARGV[1], ARGV[2], tonumber(ARGV[3])

local message, due = redis.call('HMGET', KEYS[2], 'state', 'number', 'message_class'), redis.call('ZSCORE', KEYS[3], id)
if message[1] ~= 'queued' or not due or tonumber(due) > now then
  return 'not_queued'
end
local number = redis.call('HMGET', KEYS[1], 'version', 'sending')
if (number[1] or '0') ~= version then return 'stale' end
if ARGV[5] ~= '1' and redis.call('SISMEMBER', KEYS[7], message[2]) == 1 then return 'opted_out' end
local sells = message[3] == 'marketing'
if sells and redis.call('SISMEMBER', KEYS[8], message[2]) == 1 then return 'opted_out' end
if number[2] and number[2] ~= '' then return 'busy' end
if ARGV[5] ~= '1' then
  local gaps = redis.call('HMGET', KEYS[9], 'noted', 'read', 'watched')
  if (gaps[1] or '0') ~= (gaps[2] or '0') then return 'stale' end
  if gaps[3] and redis.call('EXISTS', KEYS[10]) == 0 then return 'stale' end
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
  if redis.call('ZCARD', KEYS[5]) > 0 then return 'busy' end
end

local at = 8
for _ = 1, tonumber(ARGV[7]) do
  local found = redis.call('HGET', KEYS[1], ARGV[at]) or ''
  if found == '0' then found = '' end
  if found ~= ARGV[at + 1] then return 'stale' end  -- another claim counted since the gate looked
  at = at + 3
end

-- A refusal under trial lets one text through, and that is the one which is claimed: what cannot be claimed
-- takes no try away. Until its fate is known it is a pause again, which names its trial.
for scope in string.gmatch(ARGV[6], '[^,]+') do
  if redis.call('HEXISTS', KEYS[11], 'tried:' .. scope) == 0 then return 'no_trial' end
end
for scope in string.gmatch(ARGV[6], '[^,]+') do
  local said = redis.call('HGET', KEYS[11], 'tried:' .. scope)
  redis.call('HSET', KEYS[11], 'paused:' .. scope, (string.gsub(said, '}$', ', "trial": "' .. id .. '"}')))
  redis.call('HDEL', KEYS[11], 'tried:' .. scope)
end
for i = 8, at - 1, 3 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end

local items = {'state', 'sending', 'claimed_at', ARGV[3]}
for i = at, #ARGV do items[#items + 1] = ARGV[i] end
redis.call('HSET', KEYS[2], unpack(items))
redis.call('HSET', KEYS[1], 'sending', id)
redis.call('ZREM', KEYS[3], id)
redis.call('ZADD', KEYS[4], ARGV[4], id)
if sells then  -- who sold over a sender last (CA-08)
  local sender = redis.call('HGET', KEYS[2], 'sender') or ''
  local field = string.format('%d:%s marketing', math.floor(now / 86400000), sender)
  redis.call('HINCRBY', KEYS[6], field, 1)
end
return 'claimed'
