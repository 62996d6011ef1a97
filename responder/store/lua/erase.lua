-- Erase a person: everything of a number but what must stay (domain/proof/erasure.py decides what that is).
--
-- KEYS  1 number   2 timeline   3 events   4 opted_out   5 due:answer   6 due:rest   7 recent   8 changes
--       9 erased_events   10 erased   11 unknown   12 claims   13 conversation   14 pictures   15 marketing_off
--       16… the queues, one key for each message, then for each item of a queue one key in each of them
-- ARGV  1 version   2 items of the timeline   3 number
--       4 what stays silent: ',all,' and ',marketing,', '' = nothing   5 now (ms)
--       6 the closed chain (JSON; '' = none)   7 count of queues
--       8 count of field/value items, then the items of the record
--       then: the entry that begins its new chain ('' = none), count of messages, one id for each message,
--       then one id for each item of a queue
--
-- Returns 'erased', or 'conflict': something changed since it was read, or a message is being handed over.
-- It never takes a number out of the opted-out set, or of that of marketing (I3). The provider's ids stay,
-- without the number, so that a text that is delivered again is still known.

local number, silent, now = ARGV[3], ARGV[4], ARGV[5]
local function stays(what) return string.find(silent, ',' .. what .. ',', 1, true) ~= nil end
local stored = redis.call('HMGET', KEYS[1], 'version', 'sending')
if (stored[1] or '0') ~= ARGV[1] then return 'conflict' end
if stored[2] and stored[2] ~= '' then return 'conflict' end
if tostring(redis.call('LLEN', KEYS[2])) ~= ARGV[2] then return 'conflict' end
if (redis.call('SISMEMBER', KEYS[4], number) == 1) ~= stays('all') then return 'conflict' end
if redis.call('SISMEMBER', KEYS[15], number) == 1 and not stays('marketing') then return 'conflict' end

for _, event in ipairs(redis.call('SMEMBERS', KEYS[3])) do redis.call('SADD', KEYS[9], event) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[11], KEYS[13], KEYS[14])
redis.call('ZREM', KEYS[7], number)

local at = 9 + tonumber(ARGV[8])
local entry, messages, queues = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[7])
for i = 1, messages do
  redis.call('DEL', KEYS[15 + queues + i])
  for _, key in ipairs({KEYS[5], KEYS[6], KEYS[12]}) do redis.call('ZREM', key, ARGV[at + 1 + i]) end
end
for i = messages + 2, #ARGV - at do
  for queue = 1, queues do redis.call('ZREM', KEYS[15 + queue], ARGV[at + i]) end
end
for i = 16 + queues + messages, #KEYS do redis.call('DEL', KEYS[i]) end

if ARGV[6] ~= '' then redis.call('RPUSH', KEYS[10], ARGV[6]) end
if silent ~= '' then
  for i = 9, at - 1, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
  redis.call('RPUSH', KEYS[2], entry)
  redis.call('ZADD', KEYS[7], now, number)
end
if stays('marketing') then redis.call('SADD', KEYS[15], number) end
redis.call('XADD', KEYS[8], '*', 'what', 'erased', 'number', number, 'at', now)
return 'erased'
