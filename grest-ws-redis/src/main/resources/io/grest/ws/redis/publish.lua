-- KEYS stream, meta, key of the message (or none)
-- ARGV payload, size, age ms, meta ms, tag, channel, look ('', 'only', 'else'), renew, birth
if KEYS[3] then
  local first = redis.call('GET', KEYS[3])
  if first then return first end
end
if ARGV[7] ~= '' then
  for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 256)) do
    if entry[2][2] == ARGV[5] then return string.match(entry[1], '^%d+') .. '.' .. ARGV[5] end
  end
  if ARGV[7] == 'only' then return false end
end
local meta = redis.call('HMGET', KEYS[2], 's', 't')
local offset = string.format('%.0f', (tonumber(meta[1]) or 0) + 1)
local previous = meta[2] or ARGV[9]
if not meta[1] then redis.call('UNLINK', KEYS[1]) end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], offset .. '-0', 't', ARGV[5], 'p', previous, 'd', ARGV[1])
redis.call('HSET', KEYS[2], 's', offset, 't', ARGV[5])
if ARGV[8] == '1' or not meta[1] or redis.call('XLEN', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
local position = offset .. '.' .. ARGV[5]
if KEYS[3] then redis.call('SET', KEYS[3], position, 'NX', 'PX', ARGV[3]) end
redis.call('PUBLISH', ARGV[6], offset .. ' ' .. ARGV[5] .. ' ' .. previous .. ' ' .. ARGV[1])
return position
