-- Posts the signed texts of a file, one after the other, never one twice (wrk.lua -- file cycle).
--
-- The file has one line for each request: signature, tab, form. When it is at its end a request is sent
-- that no server takes (so the run fails loudly), unless the second argument is `cycle`.

local thread_ran
local file, path, cycle
local head = "POST /twilio/inbound HTTP/1.1\r\nHost: sms.example.com\r\n"
  .. "Content-Type: application/x-www-form-urlencoded\r\nAccept: */*\r\nUser-Agent: TwilioProxy/1.1\r\n"
  .. "X-Home-Region: us1\r\nI-Twilio-Idempotency-Token: 00000000-0000-4000-8000-000000000001\r\n"
  .. "X-Twilio-Signature: "

function setup(thread) thread_ran = thread end

function init(args)
  path, cycle = args[1], args[2] == "cycle"
  file = assert(io.open(path, "r"))
  issued, exhausted = 0, 0
end

function request()
  local line = file:read("*l")
  if not line and cycle then
    file:seek("set", 0)
    line = file:read("*l")
  end
  if not line then
    exhausted = 1
    return "GET /exhausted HTTP/1.1\r\nHost: sms.example.com\r\n\r\n"
  end
  issued = issued + 1
  local tab = line:find("\t", 1, true)
  local form = line:sub(tab + 1)
  return head .. line:sub(1, tab - 1) .. "\r\nContent-Length: " .. #form .. "\r\n\r\n" .. form
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n@{"completed":%d,"us":%d,"p50":%d,"p99":%d,"max":%d,'
      .. '"issued":%d,"exhausted":%d,"not_ok":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    thread_ran:get("issued"), thread_ran:get("exhausted"), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
