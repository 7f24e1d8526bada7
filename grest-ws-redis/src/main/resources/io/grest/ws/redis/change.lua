-- KEYS members, counts   ARGV node, channel, most members, then for each change: sign, connection, value
-- Changes the members of a topic and publishes the changes. Answers the connections for which there is no room.
local lines, refused = {}, {}
for i = 4, #ARGV, 3 do
  local connection = ARGV[i + 1]
  local field = ARGV[1] .. '/' .. connection
  if ARGV[i] == '+' then
    local known = redis.call('HMGET', KEYS[1], field)[1]
    if not known and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
      refused[#refused + 1] = connection
    else
      if redis.call('HSET', KEYS[1], field, ARGV[i + 2]) == 1 then redis.call('HINCRBY', KEYS[2], ARGV[1], 1) end
      lines[#lines + 1] = '+' .. connection .. ' ' .. #ARGV[i + 2] .. '\n' .. ARGV[i + 2] .. '\n'
    end
  elseif redis.call('HDEL', KEYS[1], field) == 1 then
    if redis.call('HINCRBY', KEYS[2], ARGV[1], -1) <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) end
    lines[#lines + 1] = '-' .. connection .. '\n'
  end
end
if #lines > 0 then redis.call('PUBLISH', ARGV[2], '~' .. table.concat(lines)) end
return refused
