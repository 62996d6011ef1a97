-- Keep the lists of customers' numbers true after somebody got or lost a number (store/customers/customer_lists.py).
--
-- KEYS  1 number   2 customers_of   3 listed: numbers that somebody has   4 untexted: those without a text
-- ARGV  1 the number   2 since when it is listed (ms), unless it was before
--
-- lua/commit.lua takes a number out of `untexted` with the first text of either side.

if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
  return 'none'
end
redis.call('ZADD', KEYS[3], 'NX', ARGV[2], ARGV[1])
for _, at in ipairs(redis.call('HMGET', KEYS[1], 'last_inbound_at', 'written_at')) do
  if at and at ~= '' and at ~= '0' then
    redis.call('ZREM', KEYS[4], ARGV[1])
    return 'texted'
  end
end
redis.call('ZADD', KEYS[4], 'NX', ARGV[2], ARGV[1])
return 'untexted'
