-- Put a number back from a backup, in one step, over whatever was there.
--
-- KEYS  1 number   2 timeline   3 events   4 recent   5 opted_out   6 changes   7 marketing_off
-- ARGV  1 number   2 score in `recent`   3 '1' if the backup has it among the opted-out   4 now (ms)
--       then three lists, each with its count first: fields and values, entries, event ids
--
-- The version is higher than any before, so a decision made on the old record conflicts. A number is put
-- into the opted-out set, and into that of marketing, where the backup has it there, and never taken out (I3).

local is_ours = redis.call('TYPE', KEYS[1]).ok == 'hash'  -- a key of another kind is replaced as well
local version = is_ours and tonumber(redis.call('HGET', KEYS[1], 'version') or '0') or 0
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])

local at = 5
local function each(step, act)
  local count = tonumber(ARGV[at])
  for i = at + 1, at + count, step do act(i) end
  at = at + count + 1
end
each(2, function(i) redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end)
each(1, function(i) redis.call('RPUSH', KEYS[2], ARGV[i]) end)
each(1, function(i) redis.call('SADD', KEYS[3], ARGV[i]) end)

local stored = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if stored > 0 or version > 0 then
  redis.call('HSET', KEYS[1], 'version', string.format('%.0f', math.max(stored, version) + 1))
end
if ARGV[2] ~= '' then redis.call('ZADD', KEYS[4], ARGV[2], ARGV[1]) end
local function silence(set, what)
  if redis.call('SADD', set, ARGV[1]) == 0 then return end
  redis.call('XADD', KEYS[6], '*', 'what', what, 'number', ARGV[1], 'at', ARGV[4])
end
if ARGV[3] == '1' then silence(KEYS[5], 'opted_out') end
if redis.call('HGET', KEYS[1], 'marketing') == 'off' then silence(KEYS[7], 'marketing_off') end
return 'restored'
