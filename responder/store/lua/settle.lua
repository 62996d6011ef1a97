-- Record what became of a message, forward only.
--
-- KEYS  1 message   2 number   3 claims   4 unknown   5 due (its lane)   6 unresolved
--       7 counted: what happened this hour, for the overview (store/campaigns/counts.py)
-- ARGV  1 message id   2 new state   3 now (ms)   4 states that it may come from: ',queued,sending,'
--       5 claim ('' = a report that needs none)   6 retry at (ms; for `queued` only)
--       7 hold until (ms; for `unknown` only)     8 provider id ('' = not known)
--       9… field/value items of the message (error_code, reason)
--
-- Returns 'moved', 'echo' (nothing to change), 'unknown_message', or 'other_id' (a second provider id
-- for one message: it may have been sent twice, an alarm).
-- Back to `queued` goes only the attempt that knows it was not taken: the claim must match.

local id, new, now, from, claim, provider_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[8]
local m = redis.call('HMGET', KEYS[1], 'state', 'claim', 'provider_id', 'notice', 'claimed_at')
local state = m[1]
if not state then return 'unknown_message' end
-- Before the first write: keys of another kind end this here, or the message would be half settled.
local sending = redis.call('HGET', KEYS[2], 'sending')
redis.call('ZSCORE', KEYS[4], id)

if provider_id ~= '' then
  if m[3] and m[3] ~= '' and m[3] ~= provider_id then
    redis.call('HSET', KEYS[1], 'other_provider_id', provider_id)
    return 'other_id'
  end
  redis.call('HSET', KEYS[1], 'provider_id', provider_id)
end

if not string.find(from, ',' .. state .. ',', 1, true) then return 'echo' end
if new == 'queued' and m[2] ~= claim then return 'echo' end

local items = {'state', new, 'settled_at', now}
for i = 9, #ARGV do items[#items + 1] = ARGV[i] end
redis.call('HSET', KEYS[1], unpack(items))

redis.call('ZREM', KEYS[3], id)
redis.call('ZREM', KEYS[4], id)
redis.call('ZREM', KEYS[5], id)
redis.call('ZREM', KEYS[6], id)
if sending == id then redis.call('HSET', KEYS[2], 'sending', '') end
if new == 'queued' then redis.call('ZADD', KEYS[5], ARGV[6], id) end
if new == 'unknown' then
  redis.call('ZADD', KEYS[4], ARGV[7], id)
  redis.call('ZADD', KEYS[6], now, id)
end

-- The provider has it now and had not before: a text out. What is no answer is remembered at its number, so
-- that an opt-out can be told from which sender and template it came.
local HELD, TAKEN = ',queued,sending,unknown,', ',accepted,sent,delivered,undelivered,'
local taken = string.find(TAKEN, ',' .. new .. ',', 1, true)
if taken and string.find(HELD, ',' .. state .. ',', 1, true) then
  local from_class = redis.call('HMGET', KEYS[1], 'message_class', 'sender', 'template', 'bulk')
  local class, sender, template = from_class[1] or '', from_class[2] or '', from_class[3] or ''
  local bulk = from_class[4] or ''
  if bulk ~= '' then template = 'bulk:' .. bulk elseif template == '' then template = class end
  redis.call('HINCRBY', KEYS[7], 'out:' .. sender .. '|' .. template, 1)
  if class ~= 'answer' then redis.call('HSET', KEYS[2], 'last_out', now .. '|' .. sender .. '|' .. template) end
end

-- Not delivered: counted by sender and code, for `doctor`; `failed` is what the provider never took.
if new == 'failed' or new == 'undelivered' then
  local what = redis.call('HMGET', KEYS[1], 'sender', 'error_code')
  local kind = string.find(HELD, ',' .. state .. ',', 1, true) and 'failed:' or 'undelivered:'
  redis.call('HINCRBY', KEYS[7], kind .. (what[1] or '') .. '|' .. (what[2] or '0'), 1)
end

-- Dropped: counted by the rule, which ends the reason in brackets, and by what it was.
if new == 'dropped' then
  local what = redis.call('HMGET', KEYS[1], 'purpose', 'message_class', 'reason')
  local kind = what[1] and what[1] ~= '' and what[1] or what[2] or ''
  local rule = string.match(what[3] or '', '%(([%w-]+)%)$') or ''
  redis.call('HINCRBY', KEYS[7], 'dropped:' .. rule .. ':' .. kind, 1)
end

-- A hand-over that was in the air when its number opted out has ended: how long after the STOP that was.
if state == 'sending' and (taken or new == 'unknown') then
  local n = redis.call('HMGET', KEYS[2], 'consent', 'since')
  if n[1] == 'OPTED_OUT' and redis.call('HGET', KEYS[1], 'message_class') ~= 'answer' then
    local after = tonumber(now) - tonumber(n[2] or now)
    redis.call('HINCRBY', KEYS[7], 'in_the_air:' .. string.format('%d', math.max(0, after)), 1)
  end
end

-- I5: which message with the notice counts as received. A START since the claim makes it due again.
if m[4] == '1' then
  local n = redis.call('HMGET', KEYS[2], 'opted_in_at', 'notice_sent_id')
  local counts = tonumber(m[5] or '0') >= tonumber(n[1] or '0')
  local carrier = n[2] or ''
  if new == 'delivered' and counts then
    redis.call('HSET', KEYS[2], 'notice_at', now)
  elseif new == 'sent' and counts and carrier == '' then
    redis.call('HSET', KEYS[2], 'notice_sent_id', id, 'notice_sent_at', now)
  elseif new ~= 'delivered' and carrier == id then
    redis.call('HSET', KEYS[2], 'notice_sent_id', '', 'notice_sent_at', '0')
  end
end
return 'moved'
