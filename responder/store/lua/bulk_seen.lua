-- Note what became of a bulk's messages, each counted once under the state that was seen last.
--
-- KEYS  1 states (hash: message id -> state)   2 counts (hash: state -> how many)
--       3 open (sorted set: message ids by when to look again)
-- ARGV  for each message: id, state, when to look again (ms; '0' = it is final)
--
-- Saying the same again changes nothing, so whoever was killed says it again.

for i = 1, #ARGV, 3 do
  local id, state, look = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local before = redis.call('HGET', KEYS[1], id)
  if before ~= state then
    if before then redis.call('HINCRBY', KEYS[2], before, -1) end
    redis.call('HINCRBY', KEYS[2], state, 1)
    redis.call('HSET', KEYS[1], id, state)
  end
  if look == '0' then redis.call('ZREM', KEYS[3], id) else redis.call('ZADD', KEYS[3], look, id) end
end
return 'seen'
