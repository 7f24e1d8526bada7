-- KEYS members, counts   ARGV node, channel
-- Removes the members of a node from a topic, and publishes that they have left.
local prefix = ARGV[1] .. '/'
local all, lines = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #all, 2 do
  if string.sub(all[i], 1, #prefix) == prefix then
    redis.call('HDEL', KEYS[1], all[i])
    lines[#lines + 1] = '-' .. string.sub(all[i], #prefix + 1) .. '\n'
  end
end
redis.call('HDEL', KEYS[2], ARGV[1])
if #lines > 0 then redis.call('PUBLISH', ARGV[2], '~' .. table.concat(lines)) end
return #lines
