-- The last step before the socket: move a message from `queued` to `sending`, with a deadline.
--
-- KEYS  1 number   2 message   3 due (its lane)   4 claims   5 unknown   6 marketing_by_day
-- ARGV  1 the version that the gate saw   2 message id   3 now (ms)   4 deadline (ms)
--       5 '1' for an answer   6 count of the number's counters; for each: field, value that was read, new value
--       then field/value items of the message (claim, final_text, …)
--
-- Returns 'claimed'; 'not_queued' (another worker has it, or it was postponed or settled); 'stale' (the
-- number changed since the gate looked: load again); 'busy' (another message to the number is in the
-- air). A claim has no TTL: past its deadline it is `unknown`, never `queued`.

local version, id, now = ARGV[1], ARGV[2], tonumber(ARGV[3])

local due = redis.call('ZSCORE', KEYS[3], id)
if redis.call('HGET', KEYS[2], 'state') ~= 'queued' or not due or tonumber(due) > now then
  return 'not_queued'
end
local number = redis.call('HMGET', KEYS[1], 'version', 'sending')
if (number[1] or '0') ~= version then return 'stale' end
if number[2] and number[2] ~= '' then return 'busy' end
if ARGV[5] ~= '1' then
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
  if redis.call('ZCARD', KEYS[5]) > 0 then return 'busy' end
end

local at = 7
for _ = 1, tonumber(ARGV[6]) do
  local found = redis.call('HGET', KEYS[1], ARGV[at]) or ''
  if found == '0' then found = '' end
  if found ~= ARGV[at + 1] then return 'stale' end  -- another claim counted since the gate looked
  at = at + 3
end
for i = 7, at - 1, 3 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end

local items = {'state', 'sending', 'claimed_at', ARGV[3]}
for i = at, #ARGV do items[#items + 1] = ARGV[i] end
redis.call('HSET', KEYS[2], unpack(items))
redis.call('HSET', KEYS[1], 'sending', id)
redis.call('ZREM', KEYS[3], id)
redis.call('ZADD', KEYS[4], ARGV[4], id)
local m = redis.call('HMGET', KEYS[2], 'sender', 'message_class')
if m[2] == 'marketing' then  -- who sold over a sender last (CA-08)
  local field = string.format('%d:%s marketing', math.floor(now / 86400000), m[1] or '')
  redis.call('HINCRBY', KEYS[6], field, 1)
end
return 'claimed'
